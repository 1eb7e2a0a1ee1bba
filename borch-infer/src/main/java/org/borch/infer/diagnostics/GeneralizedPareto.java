package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * The generalised Pareto law of exceedances, {@code P(X > x) = (1 + k x / scale)^(-1/k)}.
 *
 * @param k its shape: the tail has moments below 1/k
 * @param scale its scale
 */
record GeneralizedPareto(double k, double scale) {

  /** The grid of Zhang and Stephens has this many points and the root of the sample size. */
  private static final int GRID = 30;

  /** Weight of the prior of Zhang and Stephens (2009), who found it the best. */
  private static final double PRIOR = 3;

  /** The weak prior of PSIS: as much as 10 observations of k = 0.5. */
  private static final double SHRINKAGE = 10;

  /**
   * The fit to exceedances in ascending order: the quasi-Bayesian estimate of Zhang and Stephens
   * (2009), "A new and efficient estimation method for the generalized Pareto distribution",
   * Technometrics 51; then k is drawn towards 0.5 (Vehtari et al. 2024, see {@link Psis}). NaN if
   * the lower quartile is 0.
   */
  static GeneralizedPareto fit(double[] sorted) {
    int n = sorted.length;
    int size = GRID + (int) Math.sqrt(n);
    double quartile = sorted[(int) (n / 4.0 + 0.5) - 1];
    double[] theta = new double[size];
    double[] logLikelihood = new double[size];
    for (int j = 0; j < size; j++) {
      theta[j] = 1 / sorted[n - 1] + (1 - Math.sqrt(size / (j + 0.5))) / (PRIOR * quartile);
      double shape = shape(theta[j], sorted);
      logLikelihood[j] = n * (Math.log(-theta[j] / shape) - shape - 1);
    }
    double total = ChainTable.logSumExp(logLikelihood);
    double mean = 0;
    for (int j = 0; j < size; j++) {
      mean += theta[j] * Math.exp(logLikelihood[j] - total);
    }
    double shape = shape(mean, sorted);
    double shrunk = (n * shape + SHRINKAGE * 0.5) / (n + SHRINKAGE);
    return new GeneralizedPareto(shrunk, -shape / mean);
  }

  double quantile(double p) {
    return k == 0 ? -scale * Math.log1p(-p) : scale * Math.expm1(-k * Math.log1p(-p)) / k;
  }

  /** The most likely shape given {@code theta = -k / scale}. */
  private static double shape(double theta, double[] x) {
    return Arrays.stream(x).map(each -> Math.log1p(-theta * each)).sum() / x.length;
  }
}
