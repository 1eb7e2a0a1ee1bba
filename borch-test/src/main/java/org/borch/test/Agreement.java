package org.borch.test;

import java.util.List;
import java.util.Optional;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.draws.Draws;
import org.borch.tensor.random.Seed;

/** Whether two sets of draws are of one posterior. */
final class Agreement {

  /** Draws of each that are compared: the test's cost is the square of it. */
  private static final int MOST = 100;

  private Agreement() {}

  static Optional<Note> ofMoments(Draws one, Draws other, double allowed) {
    Optional<Note> worst = Optional.empty();
    double most = allowed;
    List<String> names = common(one, other);
    for (String name : names) {
      for (Difference each :
          List.of(
              new Difference(Estimates.mean(one, name), Estimates.mean(other, name)),
              new Difference(Estimates.sd(one, name), Estimates.sd(other, name)))) {
        if (!(each.errors() <= most)) {
          most = each.errors();
          worst = Optional.of(each.note(allowed, names.size()));
        }
      }
    }
    return worst;
  }

  /** The difference of one moment, in standard errors. */
  private record Difference(Measured one, Measured other) {

    double errors() {
      double difference = Math.abs(one.value() - other.value());
      return difference == 0 ? 0 : difference / error();
    }

    private double error() {
      return Math.hypot(one.standardError(), other.standardError());
    }

    Note note(double allowed, int numbers) {
      return Note.of("the posteriors differ, most in " + one.what())
          .expected(other.value())
          .found(one.value())
          .line("standard error", Note.number(error()) + " of the difference")
          .line(
              "difference",
              Note.number(errors())
                  + " standard errors, allowed are "
                  + Note.number(allowed)
                  + " in each moment of "
                  + numbers
                  + " numbers")
          .line(
              "effective size",
              Note.number(Math.rint(one.effective()))
                  + " and "
                  + Note.number(Math.rint(other.effective())))
          .cause(
              one.rHat() > 1.05 || other.rHat() > 1.05
                  ? "chains that disagree among themselves"
                  : "two models that are not the same, or an approximation that is too narrow")
          .lookAt("Plots.density of both, and draws.summary()");
    }
  }

  static Optional<Note> ofDistribution(Draws one, Draws other, double falseAlarms, Seed seed) {
    List<String> names = common(one, other);
    double[][] x = rows(one, names);
    double[][] y = rows(other, names);
    EnergyTest test = EnergyTest.of(x, y, seed);
    test.requireReach(falseAlarms);
    if (test.pValue() > falseAlarms) {
      return Optional.empty();
    }
    return Optional.of(
        Note.of("the draws come from two distributions of " + names)
            .expected("p > " + Note.number(falseAlarms))
            .found(
                "p = "
                    + Note.number(test.pValue())
                    + " of "
                    + test.permutations()
                    + " permutations")
            .line("energy distance", test.distance())
            .line("effective size", x.length + " and " + y.length + " draws after thinning")
            .cause("moments may agree where the shape, a mode or a dependence does not")
            .lookAt("Plots.pairs and Plots.density of both"));
  }

  private static List<String> common(Draws one, Draws other) {
    List<String> names = one.scalarNames().stream().filter(other.scalarNames()::contains).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          one + " and " + other + " have no variable in common, expected one at least");
    }
    return names;
  }

  /** Draws that are about independent: [draws][names], evenly spaced over the chains. */
  private static double[][] rows(Draws draws, List<String> names) {
    double least = Double.POSITIVE_INFINITY;
    double[][][] all = new double[names.size()][][];
    for (int i = 0; i < all.length; i++) {
      all[i] = draws.scalar(names.get(i));
      double ess = Ess.bulk(all[i]);
      least = Double.isNaN(ess) ? least : Math.min(least, ess);
    }
    int perChain = draws.drawCount();
    int total = draws.chainCount() * perChain;
    int kept = (int) Math.max(2, Math.min(Math.min(MOST, total), least));
    double[][] rows = new double[kept][all.length];
    for (int row = 0; row < kept; row++) {
      int at = (int) ((long) row * total / kept);
      for (int i = 0; i < all.length; i++) {
        rows[row][i] = all[i][at / perChain][at % perChain];
      }
    }
    return rows;
  }
}
