package org.borch.infer.evidence;

import java.util.Arrays;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/**
 * Mean and covariance of points. Correlations are shrunk a little, which keeps the matrix positive
 * definite with fewer points than coordinates.
 *
 * @param mean of each coordinate
 * @param covariance symmetric
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one computation
record Moments(double[] mean, double[][] covariance) {

  /**
   * Of points.
   *
   * @param points at least two, of one dimension
   */
  static Moments of(double[][] points) {
    int n = points.length;
    int d = points[0].length;
    double[] mean = new double[d];
    for (double[] each : points) {
      for (int i = 0; i < d; i++) {
        mean[i] += each[i] / n;
      }
    }
    double[][] covariance = new double[d][d];
    for (double[] each : points) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += (each[i] - mean[i]) * (each[j] - mean[j]) / (n - 1);
        }
      }
    }
    double shrunk = (double) n / (n + d);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        covariance[i][j] *= shrunk;
        covariance[j][i] = covariance[i][j];
      }
      // All points may have come from one.
      covariance[i][i] = Math.max(covariance[i][i], Math.ulp(Math.abs(mean[i])));
    }
    return new Moments(mean, covariance);
  }

  /** The covariance's diagonal. */
  double[] variances() {
    double[] variances = new double[mean.length];
    for (int i = 0; i < variances.length; i++) {
      variances[i] = covariance[i][i];
    }
    return variances;
  }

  /** L, lower triangular with a positive diagonal, of the covariance L Lᵀ. */
  double[][] factor() {
    int d = mean.length;
    double[] entries = BorchArray.wrap(LinearAlgebra.cholesky(BorchArray.of(covariance))).values();
    double[][] lower = new double[d][];
    Arrays.setAll(lower, i -> Arrays.copyOfRange(entries, i * d, (i + 1) * d));
    return lower;
  }
}
