package org.borch.infer.laplace;

import java.util.Arrays;
import java.util.Optional;

/**
 * A symmetric matrix A as the precision of a normal distribution: its Cholesky factor, A = L Lᵀ, or
 * if it has none a direction along which it does not curve upwards.
 */
final class Precision {

  /**
   * A pivot is the share of a coordinate's curvature that the coordinates before it leave; a
   * smaller one is rounding of the second derivatives.
   */
  private static final double LEAST_SHARE = 1e-13;

  private final double[][] matrix;
  private final double[][] lower;
  private final double[] flat;
  private final double flatness;

  private Precision(double[][] matrix, double[][] lower, double[] flat, double flatness) {
    this.matrix = matrix;
    this.lower = lower;
    this.flat = flat;
    this.flatness = flatness;
  }

  /** Factors a matrix, which is kept. */
  static Precision of(double[][] matrix) {
    int n = matrix.length;
    double[][] lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        lower[i][j] = (matrix[i][j] - dot(lower[i], lower[j], j)) / lower[j][j];
      }
      double rest = matrix[i][i] - dot(lower[i], lower[i], i);
      if (!(rest > LEAST_SHARE * Math.abs(matrix[i][i]))) {
        return new Precision(matrix, lower, direction(lower, i), share(rest, matrix[i][i]));
      }
      lower[i][i] = Math.sqrt(rest);
    }
    return new Precision(matrix, lower, new double[0], 1);
  }

  private static double share(double rest, double whole) {
    return whole == 0 ? 0 : rest / Math.abs(whole);
  }

  private static double dot(double[] a, double[] b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** v with vᵀ A v = the failed pivot: 1 at its place, and before it what the rows before take. */
  private static double[] direction(double[][] lower, int place) {
    double[] v = new double[lower.length];
    v[place] = 1;
    for (int i = 0; i < place; i++) {
      v[i] = -lower[place][i];
    }
    for (int i = place - 1; i >= 0; i--) {
      v[i] /= lower[i][i];
      for (int j = 0; j < i; j++) {
        v[j] -= lower[i][j] * v[i];
      }
    }
    return v;
  }

  int dimension() {
    return matrix.length;
  }

  /** A itself, copied. */
  double[][] matrix() {
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }

  /** L; not copied. */
  double[][] lower() {
    return lower;
  }

  /** Whether A has a Cholesky factor. */
  boolean isDefinite() {
    return flat.length == 0;
  }

  /** Whether all of A is finite. */
  boolean isFinite() {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  /**
   * A direction along which A curves downwards or not at all, in units of each coordinate's own
   * curvature; empty if A is positive definite.
   */
  Optional<double[]> flatDirection() {
    if (isDefinite()) {
      return Optional.empty();
    }
    double[] scaled = flat.clone();
    for (int i = 0; i < scaled.length; i++) {
      double own = Math.sqrt(Math.abs(matrix[i][i]));
      scaled[i] *= own > 0 ? own : 1;
    }
    return Optional.of(scaled);
  }

  /** Whether A curves downwards along that direction, by more than rounding. */
  boolean isSaddle() {
    return flatness < -Math.sqrt(LEAST_SHARE);
  }

  /** log det A. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < lower.length; i++) {
      sum += 2 * Math.log(lower[i][i]);
    }
    return sum;
  }

  /** A⁻¹ b. */
  double[] solve(double[] b) {
    double[] x = b.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = (x[i] - dot(lower[i], x, i)) / lower[i][i];
    }
    return spread(x);
  }

  /** L⁻ᵀ z, whose covariance is A⁻¹ for standard normal z. */
  double[] spread(double[] z) {
    double[] x = z.clone();
    for (int i = x.length - 1; i >= 0; i--) {
      x[i] /= lower[i][i];
      for (int j = 0; j < i; j++) {
        x[j] -= lower[i][j] * x[i];
      }
    }
    return x;
  }

  /** A⁻¹. */
  double[][] inverse() {
    int n = matrix.length;
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      inverse[i] = solve(unit);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        inverse[j][i] = inverse[i][j];
      }
    }
    return inverse;
  }
}
