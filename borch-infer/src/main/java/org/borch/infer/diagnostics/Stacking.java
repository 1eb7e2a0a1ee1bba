package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * The weights of a mixture of models that maximise its log score: Yao, Vehtari, Simpson and Gelman
 * (2018), section 3.2. A concave problem on the simplex, the one of mixture proportions, so the EM
 * iteration climbs to its maximum.
 */
final class Stacking {

  private static final int MAX_ITERATIONS = 100_000;

  /** The mean log score is within this of its maximum. */
  private static final double GAP = 1e-13;

  private Stacking() {}

  /** Weights from pointwise elpd {@code [models][points]}. */
  static double[] weights(double[][] elpd) {
    double[][] density = relativeDensities(elpd);
    double[] weights = new double[elpd.length];
    Arrays.fill(weights, 1.0 / elpd.length);
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      double[] gains = gains(density, weights);
      // By concavity the score is below its maximum by at most the largest gain minus 1.
      if (Arrays.stream(gains).max().orElseThrow() - 1 < GAP) {
        break;
      }
      for (int k = 0; k < weights.length; k++) {
        weights[k] *= gains[k];
      }
    }
    return weights;
  }

  /** The mean over points of each model's density over the mixture's. */
  private static double[] gains(double[][] density, double[] weights) {
    int n = density[0].length;
    double[] gains = new double[weights.length];
    for (int i = 0; i < n; i++) {
      double mixture = 0;
      for (int k = 0; k < weights.length; k++) {
        mixture += weights[k] * density[k][i];
      }
      for (int k = 0; k < weights.length; k++) {
        gains[k] += density[k][i] / mixture / n;
      }
    }
    return gains;
  }

  /** Densities over the largest one at the same point: the ratios neither over- nor underflow. */
  private static double[][] relativeDensities(double[][] elpd) {
    double[][] density = new double[elpd.length][elpd[0].length];
    for (int i = 0; i < elpd[0].length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double[] model : elpd) {
        largest = Math.max(largest, model[i]);
      }
      for (int k = 0; k < elpd.length; k++) {
        density[k][i] = Math.exp(elpd[k][i] - largest);
      }
    }
    return density;
  }
}
