package org.borch.infer.curvature;

import java.util.Arrays;

/**
 * The eigenvalues of a symmetric matrix and its eigenvectors: Householder's reflections to three
 * diagonals, then implicit steps with Wilkinson's shifts. Golub and Van Loan (2013), algorithms
 * 8.3.1 and 8.3.2.
 */
public final class SymmetricEigen {

  private static final int STEPS_EACH = 60;

  private final double[] values;
  private final double[] beside;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[] beside, double[][] vectors) {
    this.values = values;
    this.beside = beside;
    this.vectors = vectors;
  }

  /**
   * Of a matrix.
   *
   * @param matrix symmetric and finite; not changed
   * @throws ArithmeticException if it is not finite
   */
  public static SymmetricEigen of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    if (!Arrays.stream(a).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      throw new ArithmeticException(
          "eigenvalues of a matrix that is not finite, expected numbers; look at what made it");
    }
    double[][] vectors = identity(n);
    for (int k = 0; k < n - 2; k++) {
      reflect(a, vectors, k);
    }
    double[] diagonal = new double[n];
    double[] beside = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = a[i][i];
      beside[i] = i + 1 < n ? a[i + 1][i] : 0;
    }
    return ofThreeDiagonals(diagonal, beside, vectors);
  }

  /**
   * Of a matrix with three diagonals.
   *
   * @param diagonal n numbers
   * @param beside n - 1 numbers beside it
   */
  public static SymmetricEigen of(double[] diagonal, double[] beside) {
    int n = diagonal.length;
    return ofThreeDiagonals(diagonal.clone(), Arrays.copyOf(beside, n), identity(n));
  }

  private static SymmetricEigen ofThreeDiagonals(
      double[] diagonal, double[] beside, double[][] vectors) {
    SymmetricEigen eigen = new SymmetricEigen(diagonal, beside, vectors);
    eigen.solve();
    return eigen;
  }

  private static double[][] identity(int n) {
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      rows[i][i] = 1;
    }
    return rows;
  }

  /** The eigenvalues, in no order. */
  public double[] values() {
    return values.clone();
  }

  /** The eigenvectors of length 1: row i is that of eigenvalue i. */
  public double[][] vectors() {
    return Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new);
  }

  /** Makes column k zero below the second diagonal. */
  private static void reflect(double[][] a, double[][] vectors, int k) {
    int n = a.length;
    double[] v = new double[n];
    double squares = 0;
    for (int i = k + 1; i < n; i++) {
      v[i] = a[i][k];
      squares += v[i] * v[i];
    }
    double size = Math.sqrt(squares);
    if (squares - v[k + 1] * v[k + 1] == 0) {
      return;
    }
    double target = v[k + 1] > 0 ? -size : size;
    v[k + 1] -= target;
    double factor = 1 / (squares - a[k + 1][k] * target); // 2 / vᵀv
    double[] product = new double[n];
    double overlap = 0;
    for (int i = k; i < n; i++) {
      product[i] = factor * dot(a[i], v, k + 1);
      overlap += product[i] * v[i];
    }
    for (int i = k; i < n; i++) {
      product[i] -= 0.5 * factor * overlap * v[i];
    }
    for (int i = k; i < n; i++) {
      for (int j = k; j < n; j++) {
        a[i][j] -= v[i] * product[j] + product[i] * v[j];
      }
    }
    // The rows are those of the transposed product: Q ← (I - factor v vᵀ) Q.
    double[] moved = new double[n];
    for (int i = k + 1; i < n; i++) {
      for (int j = 0; j < n; j++) {
        moved[j] += v[i] * vectors[i][j];
      }
    }
    for (int i = k + 1; i < n; i++) {
      double share = factor * v[i];
      for (int j = 0; j < n; j++) {
        vectors[i][j] -= share * moved[j];
      }
    }
  }

  private static double dot(double[] a, double[] b, int from) {
    double sum = 0;
    for (int i = from; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private void solve() {
    int last = values.length - 1;
    int left = STEPS_EACH * values.length;
    while (last > 0) {
      if (isZero(last - 1)) {
        beside[last - 1] = 0;
        last--;
        continue;
      }
      int first = last - 1;
      while (first > 0 && !isZero(first - 1)) {
        first--;
      }
      if (left-- == 0) {
        throw new ArithmeticException("no eigenvalues after " + STEPS_EACH + " steps each");
      }
      step(first, last);
    }
  }

  private boolean isZero(int i) {
    return Math.abs(beside[i]) <= Math.ulp(1.0) * (Math.abs(values[i]) + Math.abs(values[i + 1]));
  }

  /** One step on the rows from first to last. */
  private void step(int first, int last) {
    double half = (values[last - 1] - values[last]) / 2;
    double off = beside[last - 1];
    double root = Math.hypot(half, off);
    double shift = values[last] - off * off / (half + (half < 0 ? -root : root));
    double x = values[first] - shift;
    double z = beside[first];
    for (int k = first; k < last; k++) {
      double r = Math.hypot(x, z);
      double c = r == 0 ? 1 : x / r;
      double s = r == 0 ? 0 : z / r;
      if (k > first) {
        beside[k - 1] = r;
      }
      double a = values[k];
      double b = beside[k];
      double d = values[k + 1];
      values[k] = c * c * a + 2 * c * s * b + s * s * d;
      values[k + 1] = s * s * a - 2 * c * s * b + c * c * d;
      beside[k] = c * s * (d - a) + (c * c - s * s) * b;
      if (k + 1 < last) {
        x = beside[k];
        z = s * beside[k + 1];
        beside[k + 1] *= c;
      }
      turn(vectors[k], vectors[k + 1], c, s);
    }
  }

  private static void turn(double[] a, double[] b, double c, double s) {
    for (int i = 0; i < a.length; i++) {
      double old = a[i];
      a[i] = c * old + s * b[i];
      b[i] = c * b[i] - s * old;
    }
  }
}
