package org.borch.tensor.random;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Tests of samples against distributions; a p-value below {@link #LEVEL} is a failure. */
final class GoodnessOfFit {

  /** Fixed before any run. About twenty tests use it: 0.2 % that any would fail by chance. */
  static final double LEVEL = 1e-4;

  private static final double LEAST_EXPECTED = 10;

  private GoodnessOfFit() {}

  /** p-value of Kolmogorov and Smirnov's test, from the asymptotic distribution (n >= 1e5). */
  static double kolmogorovSmirnov(double[] sample, DoubleUnaryOperator cdf) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double p = cdf.applyAsDouble(sorted[i]);
      distance = Math.max(distance, Math.max(p - (double) i / n, (i + 1.0) / n - p));
    }
    double p = 0;
    for (int k = 1; k <= 100; k++) {
      p += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * distance * distance * n);
    }
    return Math.min(1, p);
  }

  /** p-value of Pearson's test on counts; cells with few expected counts are joined to the next. */
  static double chiSquared(double[] counts, IntToDoubleFunction probability) {
    double n = Arrays.stream(counts).sum();
    double statistic = 0;
    double observed = 0;
    double expected = 0;
    double left = n;
    int cells = 0;
    for (int k = 0; k < counts.length; k++) {
      observed += counts[k];
      expected += n * probability.applyAsDouble(k);
      if (expected >= LEAST_EXPECTED && left - expected >= LEAST_EXPECTED) {
        statistic += (observed - expected) * (observed - expected) / expected;
        left -= expected;
        cells++;
        observed = 0;
        expected = 0;
      }
    }
    statistic += (observed - left) * (observed - left) / left;
    return ChiSquaredDistribution.of(cells).survivalProbability(statistic);
  }

  /** How many Monte Carlo standard errors the mean of {@code power}-th powers is off. */
  static double momentError(double[] sample, int power, double exact) {
    double mean = 0;
    for (double x : sample) {
      mean += Math.pow(x, power) / sample.length;
    }
    double variance = 0;
    for (double x : sample) {
      double deviation = Math.pow(x, power) - mean;
      variance += deviation * deviation / sample.length;
    }
    return (mean - exact) / Math.sqrt(variance / sample.length);
  }

  /** The correlation of two samples of mean 0 in units of its standard error. */
  static double correlationError(double[] x, double[] y) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += x[i] * y[i];
      xx += x[i] * x[i];
      yy += y[i] * y[i];
    }
    return xy / Math.sqrt(xx * yy) * Math.sqrt(x.length);
  }
}
