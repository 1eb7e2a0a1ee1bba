package org.borch.test;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.borch.infer.draws.Draws;
import org.borch.tensor.BorchArray;

/** What predictive draws say about ranges and data. */
final class Prediction {

  private Prediction() {}

  /** Independent draws, whose elements may depend on each other: the share is a mean of draws. */
  static Optional<Note> range(
      Draws prior, String name, double mass, double low, double high, double allowed) {
    if (!(mass > 0 && mass < 1)) {
      throw new IllegalArgumentException(
          name + ": share of prior draws: got " + mass + ", expected in (0, 1)");
    }
    double[] values = prior.values(name);
    int draws = prior.drawCount();
    int size = values.length / draws;
    double[] shares = new double[draws];
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      shares[i / size] += values[i] >= low && values[i] <= high ? 1.0 / size : 0;
      lowest = Math.min(lowest, values[i]);
      highest = Math.max(highest, values[i]);
    }
    double[][] one = {shares};
    double share = Estimates.mean(one);
    // Where all draws agree the spread says nothing; that of the stated share does.
    double spread = Math.max(Estimates.sd(one), Math.sqrt(mass * (1 - mass) / size));
    double error = spread / Math.sqrt(draws);
    if (share >= mass - allowed * error) {
      return Optional.empty();
    }
    return Optional.of(
        Note.of("the prior predictive draws of " + name + " are not where they should be")
            .expected(
                "at least %s %% between %s and %s"
                    .formatted(Note.number(100 * mass), Note.number(low), Note.number(high)))
            .found(
                "%s %%, all between %s and %s"
                    .formatted(Note.number(100 * share), Note.number(lowest), Note.number(highest)))
            .line(
                "standard error", Note.number(100 * error) + " % (" + draws + " independent draws)")
            .cause("a prior that is too wide, or a link function or unit that it was not made for")
            .lookAt(
                "Plots.density(Predictive.prior(model, 1000, seed).draws(), \"" + name + "\")"));
  }

  static Optional<Note> check(
      Draws replicated,
      String name,
      NDArray data,
      ToDoubleFunction<double[]> statistic,
      double falseAlarms) {
    double[] seen = BorchArray.wrap(data).values();
    double[] all = replicated.values(name);
    int draws = replicated.chainCount() * replicated.drawCount();
    int size = all.length / draws;
    if (seen.length != size) {
      throw new IllegalArgumentException(
          name + ": " + seen.length + " data for predictions of shape " + replicated.shape(name));
    }
    double own = statistic.applyAsDouble(seen);
    double[] row = new double[size];
    long below = 0;
    long above = 0;
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      System.arraycopy(all, i * size, row, 0, size);
      double other = statistic.applyAsDouble(row);
      below += other <= own ? 1 : 0;
      above += other >= own ? 1 : 0;
      sum += other;
    }
    double tail = 2.0 * (1 + Math.min(below, above)) / (1 + draws);
    if (tail > falseAlarms) {
      return Optional.empty();
    }
    return Optional.of(
        Note.of("the data are a surprise to the model, in a statistic of " + name)
            .expected(Note.number(sum / draws) + " on average under the posterior")
            .found(own)
            .line(
                "tail",
                Note.number(tail)
                    + " two-sided in "
                    + draws
                    + " replications, expected above "
                    + Note.number(falseAlarms))
            .cause("a likelihood with other tails, spread or dependence than the data have")
            .lookAt("Plots.predictive and Plots.calibration of " + name));
  }
}
