package org.borch.test;

import static org.borch.distributions.Distributions.beta;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.borch.tensor.BorchArray;

/** Which of several runs failed, and whether they are too many. */
final class Failures {

  private static final double LEVEL = 0.95;
  private static final int NAMED = 10;

  private final int runs;
  private final double allowed;
  private final List<Long> seeds = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();

  Failures(int runs, double allowed) {
    if (!(allowed >= 0 && allowed < 1)) {
      throw new IllegalArgumentException(
          "allowedFailures = " + allowed + " of a @BorchTest, expected a share in [0, 1)");
    }
    this.runs = runs;
    this.allowed = allowed;
  }

  boolean isOfOne() {
    return runs == 1;
  }

  void add(long seed, Throwable cause) {
    seeds.add(seed);
    causes.add(cause);
  }

  /** What an interval of the rate says against the allowed share. */
  Optional<AssertionError> judged() {
    if (lowest() <= allowed && (allowed > 0 || seeds.isEmpty())) {
      return Optional.empty();
    }
    Note note =
        Note.of("the test fails too often")
            .expected("at most " + percent(allowed) + " of runs")
            .found(toString())
            .line("seeds", seeds.subList(0, Math.min(NAMED, seeds.size())))
            .line("first failure", String.valueOf(causes.get(0).getMessage()).strip())
            .lookAt("one of them: -D" + BorchExtension.SEED + "=" + seeds.get(0));
    return Optional.of(new AssertionError(note.toString(), causes.get(0)));
  }

  /** The ends of the interval are quantiles of beta distributions. */
  private double lowest() {
    int failed = seeds.size();
    return failed == 0 ? 0 : quantile(failed, runs - failed + 1, (1 - LEVEL) / 2);
  }

  private double highest() {
    int failed = seeds.size();
    return failed == runs ? 1 : quantile(failed + 1, runs - failed, (1 + LEVEL) / 2);
  }

  private static double quantile(double a, double b, double p) {
    return BorchArray.wrap(beta(a, b).icdf(BorchArray.scalar(p, DataType.FLOAT64))).values()[0];
  }

  /** {@code 3 of 100 runs failed: 3.0 %, with 95 % confidence 0.6 % to 8.5 %}. */
  @Override
  public String toString() {
    return "%d of %d runs failed: %s, with 95 %% confidence %s to %s"
        .formatted(
            seeds.size(),
            runs,
            percent((double) seeds.size() / runs),
            percent(lowest()),
            percent(highest()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
