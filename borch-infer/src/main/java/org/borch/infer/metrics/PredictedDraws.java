package org.borch.infer.metrics;

import java.util.Arrays;

/**
 * Draws of predicted numbers, with their noise, beside the numbers that came true: how good the
 * predictive distributions are.
 */
public final class PredictedDraws {

  private final double[][] sorted; // [rows][draws]
  private final double[] observed;

  private PredictedDraws(double[][] sorted, double[] observed) {
    this.sorted = sorted;
    this.observed = observed;
  }

  /**
   * Of some rows.
   *
   * @param draws [draws][rows], as many of each row, at least 2
   * @param observed one number for each row
   */
  public static PredictedDraws of(double[][] draws, double[] observed) {
    if (draws.length < 2) {
      throw new IllegalArgumentException(
          "predictive distributions of " + draws.length + " draws, expected at least 2");
    }
    double[][] sorted = new double[observed.length][draws.length];
    for (int s = 0; s < draws.length; s++) {
      Pairs.require("draw " + s, draws[s], observed);
      for (int i = 0; i < observed.length; i++) {
        sorted[i][s] = draws[s][i];
      }
    }
    Arrays.stream(sorted).forEach(Arrays::sort);
    return new PredictedDraws(sorted, observed.clone());
  }

  /**
   * The mean continuous ranked probability score E|X - y| - ½ E|X - X'|, in the data's unit, by the
   * estimator without bias (Gneiting and Raftery 2007, eq. 21; Zamo and Naveau 2018). For a point
   * it is the absolute error.
   */
  public double crps() {
    double sum = 0;
    for (int i = 0; i < observed.length; i++) {
      double[] x = sorted[i];
      int n = x.length;
      double error = 0;
      double spread = 0; // Σ_{s<t} (x_t - x_s)
      for (int s = 0; s < n; s++) {
        error += Math.abs(x[s] - observed[i]);
        spread += (2.0 * s - n + 1) * x[s];
      }
      sum += error / n - spread / ((double) n * (n - 1));
    }
    return sum / observed.length;
  }

  /**
   * The share of rows inside their central interval, and its mean width.
   *
   * @param level of the interval, between 0 and 1
   */
  public Coverage coverage(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "coverage at level = " + level + ", expected a number between 0 and 1, such as 0.9");
    }
    double inside = 0;
    double width = 0;
    for (int i = 0; i < observed.length; i++) {
      double low = quantile(sorted[i], (1 - level) / 2);
      double high = quantile(sorted[i], (1 + level) / 2);
      inside += low <= observed[i] && observed[i] <= high ? 1 : 0;
      width += high - low;
    }
    return new Coverage(level, inside / observed.length, width / observed.length);
  }

  /**
   * How often intervals hold what they promise.
   *
   * @param level that they promise
   * @param share of rows inside
   * @param width on average
   */
  public record Coverage(double level, double share, double width) {}

  /**
   * The probability integral transform of each row, the share of its draws below what came true,
   * ties half: uniform where the predictive distributions are right. Near 0 and 1 too often means
   * that they are too narrow, in the middle too often that they are too wide.
   */
  public double[] pit() {
    double[] pit = new double[observed.length];
    for (int i = 0; i < pit.length; i++) {
      double below = 0;
      for (double x : sorted[i]) {
        below += x < observed[i] ? 1 : x == observed[i] ? 0.5 : 0;
      }
      pit[i] = below / sorted[i].length;
    }
    return pit;
  }

  /**
   * The area between the distribution of {@link #pit} and the uniform one, a calibration error
   * between 0 and 0.5 (Kuleshov, Fenner and Ermon 2018).
   */
  public double calibrationError() {
    double[] pit = pit();
    Arrays.sort(pit);
    double area = 0;
    double from = 0;
    for (int i = 0; i <= pit.length; i++) {
      double to = i < pit.length ? pit[i] : 1;
      area += areaBetween((double) i / pit.length, from, to);
      from = to;
    }
    return area;
  }

  /** ∫ |u - level| over an interval. */
  private static double areaBetween(double level, double from, double to) {
    double below = Math.max(0, Math.min(to, level) - from);
    double above = Math.max(0, to - Math.max(from, level));
    double middleBelow = from + below / 2;
    double middleAbove = to - above / 2;
    return below * (level - middleBelow) + above * (middleAbove - level);
  }

  /** Linear between the order statistics, as R's type 7. */
  private static double quantile(double[] sorted, double p) {
    double place = p * (sorted.length - 1);
    int low = (int) place;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }
}
