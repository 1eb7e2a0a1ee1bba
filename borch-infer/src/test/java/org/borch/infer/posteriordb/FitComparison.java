package org.borch.infer.posteriordb;

import java.util.Locale;
import java.util.Map;
import org.borch.Model;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Check;
import org.borch.infer.fit.Fit;
import org.borch.infer.posteriordb.ReferencePosterior.Moments;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.tensor.random.Seed;

/**
 * A fit beside the reference of its posterior: a line of the table.
 *
 * @param row which
 * @param meanError the largest distance of a mean, in standard deviations of the reference
 * @param leastSd the smallest ratio of a standard deviation and the reference's
 * @param largestSd the largest one
 * @param check what the fit says of itself
 * @param stop why it ended
 * @param steps that were made
 * @param seconds of the fit
 */
record FitComparison(
    PosteriorCase row,
    double meanError,
    double leastSd,
    double largestSd,
    Check check,
    Stop stop,
    int steps,
    double seconds) {

  private static final int DRAWS = 10_000;

  static FitComparison of(PosteriorCase row, Posterior posterior, Svi settings, Seed seed) {
    Model<?, ?> model = row.posed().withPosterior(posterior);
    long began = System.nanoTime();
    try (Fit fit = Infer.fit(model, settings, seed)) {
      double seconds = (System.nanoTime() - began) * 1e-9;
      Draws draws = fit.draws(DRAWS, seed);
      double meanError = 0;
      double least = Double.POSITIVE_INFINITY;
      double largest = 0;
      for (Map.Entry<String, Moments> entry : row.reference().moments().entrySet()) {
        Moments reference = entry.getValue();
        Diagnosis own = Diagnosis.of(draws.scalar(entry.getKey()));
        meanError = Math.max(meanError, Math.abs(own.mean() - reference.mean()) / reference.sd());
        least = Math.min(least, own.sd() / reference.sd());
        largest = Math.max(largest, own.sd() / reference.sd());
      }
      return new FitComparison(
          row, meanError, least, largest, fit.check(), fit.stop(), fit.losses().length, seconds);
    }
  }

  /** Whether means are within a quarter of a standard deviation, and these within a half. */
  boolean isRight() {
    return meanError <= 0.25 && leastSd >= 0.5 && largestSd <= 1.5;
  }

  /** Whether the check calls good what is far off. */
  boolean isMisjudged() {
    return check.verdict() == Check.Verdict.GOOD
        && (meanError > 0.5 || leastSd < 0.5 || largestSd > 2);
  }

  static String header() {
    return String.format(
        "%-49s %6s %6s %6s %6s %6s %6s %8s %6s %6s  %s",
        "posterior",
        "mean",
        "sd >",
        "sd <",
        "right",
        "k-hat",
        "ess",
        "check",
        "steps",
        "s",
        "converged");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-49s %6.2f %6.2f %6.2f %6s %6.2f %6.0f %8s %6d %6.1f  %s",
        row,
        meanError,
        leastSd,
        largestSd,
        isRight() ? "yes" : "no",
        check.kHat(),
        check.ess(),
        check.verdict(),
        steps,
        seconds,
        stop instanceof Stop.Converged ? "yes" : "no");
  }
}
