package org.borch.test;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.diagnostics.Quantile;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;

/** Whether draws hold the values that made the data. */
final class Recovery {

  private Recovery() {}

  static Optional<Note> fault(
      Draws draws, Map<String, ? extends NDArray> truth, double falseAlarms) {
    long numbers = truth.values().stream().mapToLong(NDArray::size).sum();
    double each = falseAlarms / numbers;
    requireReach(draws, each, falseAlarms);
    Optional<Note> worst = Optional.empty();
    double least = each;
    for (Map.Entry<String, ? extends NDArray> entry : truth.entrySet()) {
      double[] values = BorchArray.wrap(entry.getValue()).values();
      List<String> elements = draws.select(entry.getKey()).scalarNames();
      if (elements.size() != values.length) {
        throw new IllegalArgumentException(
            "%s: a truth of %d numbers for draws of shape %s, expected one for each element"
                .formatted(entry.getKey(), values.length, draws.shape(entry.getKey())));
      }
      for (int i = 0; i < values.length; i++) {
        double[][] chains = draws.scalar(elements.get(i));
        double tail = tail(chains, values[i]);
        if (tail < least) {
          least = tail;
          worst = Optional.of(note(elements.get(i), chains, values[i], tail, falseAlarms));
        }
      }
    }
    return worst;
  }

  private static void requireReach(Draws draws, double each, double falseAlarms) {
    double least = 2.0 / (1.0 + (double) draws.chainCount() * draws.drawCount());
    if (!(each > least)) {
      throw new IllegalArgumentException(
          ("false alarms = %s: %s have tails no smaller than %s in each number, expected more draws"
                  + " or a larger share")
              .formatted(falseAlarms, draws, Note.number(least)));
    }
  }

  /** How often a truth from the prior is as far outside, two-sided. */
  private static double tail(double[][] chains, double value) {
    double[] sorted = Estimates.sorted(chains);
    long below = 0;
    long above = 0;
    for (double x : sorted) {
      below += x <= value ? 1 : 0;
      above += x >= value ? 1 : 0;
    }
    return 2.0 * (1 + Math.min(below, above)) / (1 + sorted.length);
  }

  private static Note note(
      String name, double[][] chains, double value, double tail, double falseAlarms) {
    double[] sorted = Estimates.sorted(chains);
    double mean = Estimates.mean(chains);
    double sd = Estimates.sd(chains);
    return Note.of("the posterior does not recover " + name)
        .expected(value)
        .found(
            "mean %s, sd %s, 95 %% of draws in [%s, %s]"
                .formatted(
                    Note.number(mean),
                    Note.number(sd),
                    Note.number(Quantile.ofSorted(sorted, 0.025)),
                    Note.number(Quantile.ofSorted(sorted, 0.975))))
        .line(
            "difference",
            Note.number(Math.abs(mean - value) / sd)
                + " posterior standard deviations; a tail of "
                + Note.number(tail)
                + ", with false alarms "
                + Note.number(falseAlarms)
                + " over all numbers")
        .line("effective size", Math.rint(Ess.bulk(chains)))
        .cause(
            "data that the model ignores, parameters that are swapped, a posterior that is too"
                + " narrow, or a truth that the prior excludes")
        .lookAt("Sbc.run(model, engine, 40, seed): over many truths the ranks show which");
  }
}
