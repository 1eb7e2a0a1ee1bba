package org.borch.distributions;

/** Joint normal distributions of few numbers, by elimination in plain Java. */
final class Normals {

  private Normals() {}

  /** log p(x) of mean 0: the pivots of elimination are the determinant's factors. */
  static double logDensity(double[][] covariance, double[] x) {
    int n = x.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = covariance[i].clone();
    }
    double[] rest = x.clone();
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double pivot = rows[k][k];
      sum += Math.log(2 * Math.PI * pivot) + rest[k] * rest[k] / pivot;
      for (int i = k + 1; i < n; i++) {
        double factor = rows[i][k] / pivot;
        rest[i] -= factor * rest[k];
        for (int j = k; j < n; j++) {
          rows[i][j] -= factor * rows[k][j];
        }
      }
    }
    return -sum / 2;
  }

  /** b Σ⁻¹ x, for conditional means and variances. */
  static double form(double[] b, double[][] covariance, double[] x) {
    int n = x.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = covariance[i].clone();
    }
    double[] left = b.clone();
    double[] right = x.clone();
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double pivot = rows[k][k];
      sum += left[k] * right[k] / pivot;
      for (int i = k + 1; i < n; i++) {
        double factor = rows[i][k] / pivot;
        left[i] -= factor * left[k];
        right[i] -= factor * right[k];
        for (int j = k; j < n; j++) {
          rows[i][j] -= factor * rows[k][j];
        }
      }
    }
    return sum;
  }
}
