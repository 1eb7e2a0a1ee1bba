package org.borch.test;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.diagnostics.Quantile;
import org.borch.infer.diagnostics.RHat;
import org.borch.infer.draws.Draws;

/** Numbers that draws estimate. */
final class Estimates {

  private Estimates() {}

  static Measured mean(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    return new Measured(
        "the mean of " + name,
        mean(chains),
        Mcse.mean(chains),
        Ess.mean(chains),
        count(chains),
        RHat.of(chains));
  }

  static Measured sd(Draws draws, String name) {
    double[][] chains = draws.scalar(name);
    return new Measured(
        "the standard deviation of " + name,
        sd(chains),
        Mcse.sd(chains),
        Ess.sd(chains),
        count(chains),
        RHat.of(chains));
  }

  static Measured quantile(Draws draws, String name, double probability) {
    double[][] chains = draws.scalar(name);
    return new Measured(
        "the " + Note.number(100 * probability) + " % quantile of " + name,
        Quantile.ofSorted(sorted(chains), probability),
        Mcse.quantile(chains, probability),
        Ess.quantile(chains, probability),
        count(chains),
        RHat.of(chains));
  }

  /** How many draws lie in an interval, whose standard error is that of the expected share. */
  static Measured share(Draws draws, String name, double low, double high, double expected) {
    if (!(expected > 0 && expected < 1)) {
      throw new IllegalArgumentException(
          "probability of an interval of " + name + ": got " + expected + ", expected in (0, 1)");
    }
    double[][] chains = draws.scalar(name);
    DoublePredicate isInside = x -> x >= low && x <= high;
    double[][] inside = indicators(chains, isInside);
    double own = Ess.mean(inside);
    double effective = Double.isFinite(own) ? own : Ess.bulk(chains);
    return new Measured(
        "the probability that "
            + name
            + " lies between "
            + Note.number(low)
            + " and "
            + Note.number(high),
        mean(inside),
        Math.sqrt(expected * (1 - expected) / effective),
        effective,
        count(chains),
        RHat.of(chains));
  }

  private static double[][] indicators(double[][] chains, DoublePredicate condition) {
    return Arrays.stream(chains)
        .map(chain -> Arrays.stream(chain).map(x -> condition.test(x) ? 1 : 0).toArray())
        .toArray(double[][]::new);
  }

  static double mean(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
  }

  static double sd(double[][] chains) {
    double mean = mean(chains);
    double squares =
        Arrays.stream(chains)
            .flatMapToDouble(Arrays::stream)
            .map(x -> (x - mean) * (x - mean))
            .sum();
    return Math.sqrt(squares / (count(chains) - 1));
  }

  static double[] sorted(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).sorted().toArray();
  }

  private static long count(double[][] chains) {
    return (long) chains.length * chains[0].length;
  }
}
