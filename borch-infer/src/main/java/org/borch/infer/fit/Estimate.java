package org.borch.infer.fit;

import java.util.Locale;

/**
 * A Monte Carlo estimate.
 *
 * @param value the mean of independent draws
 * @param standardError of that mean
 */
public record Estimate(double value, double standardError) {

  /**
   * The mean of independent numbers.
   *
   * @throws IllegalArgumentException if there are fewer than two
   */
  public static Estimate of(double[] draws) {
    int n = draws.length;
    if (n < 2) {
      throw new IllegalArgumentException("estimate from " + n + " draws, expected at least 2");
    }
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double delta = draws[i] - mean;
      mean += delta / (i + 1);
      squares += delta * (draws[i] - mean);
    }
    return new Estimate(mean, Math.sqrt(squares / (n - 1) / n));
  }

  /** {@code -12.34 ± 0.05}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g ± %.2g", value, standardError);
  }
}
