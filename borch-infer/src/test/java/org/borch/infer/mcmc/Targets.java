package org.borch.infer.mcmc;

import java.util.Arrays;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;

/** Densities that the tests know all about. */
final class Targets {

  private Targets() {}

  /** log p(x, y) = -x⁴/4 - (y - x²)²/2: neither quadratic nor separable. */
  static double banana(double[] at, double[] gradient) {
    double rest = at[1] - at[0] * at[0];
    gradient[0] = -Math.pow(at[0], 3) + 2 * at[0] * rest;
    gradient[1] = -rest;
    return -0.25 * Math.pow(at[0], 4) - 0.5 * rest * rest;
  }

  /** Neal's funnel (2003), centred: v ~ N(0, 3²), then nine x ~ N(0, exp(v)). */
  static LogDensity funnel() {
    return LogDensity.of(
        10,
        at -> {
          var v = at.get("0:1").sum();
          var x = at.get("1:10");
          return x.square()
              .sum()
              .mul(v.neg().exp())
              .mul(-0.5)
              .sub(v.mul(4.5))
              .sub(v.square().div(18));
        });
  }

  /** N(0, covariance); the precision matrix is given. */
  static LogDensity gaussian(double[][] precision) {
    return LogDensity.of(
        precision.length,
        at -> {
          var matrix = BorchArray.of(precision);
          return matrix.matMul(at).mul(at).sum().mul(-0.5);
        });
  }

  /** N(0, diag(variances)). */
  static LogDensity diagonalGaussian(double[] variances) {
    double[] precisions = Arrays.stream(variances).map(each -> 1 / each).toArray();
    return LogDensity.of(
        variances.length, at -> at.square().mul(BorchArray.of(precisions)).sum().mul(-0.5));
  }

  /**
   * Q diag(scale) Qᵀ with eigenvalues from 1 to the condition number, evenly spaced in their
   * logarithms, and Q a product of Householder reflections.
   *
   * @param power 1 for the matrix, -1 for its inverse
   */
  static double[][] rotated(int dimension, double condition, int power) {
    double[][] matrix = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      double share = dimension == 1 ? 0 : (double) i / (dimension - 1);
      matrix[i][i] = Math.pow(condition, power * share);
    }
    NoiseReader noise = new NoiseReader(Key.of(7));
    double[] mirror = new double[dimension];
    for (int reflection = 0; reflection < 3; reflection++) {
      noise.restart(Key.of(reflection));
      noise.normal(mirror);
      reflect(matrix, mirror);
      matrix = transposed(matrix);
      reflect(matrix, mirror);
    }
    return matrix;
  }

  private static void reflect(double[][] matrix, double[] mirror) {
    double length = 0;
    for (double each : mirror) {
      length += each * each;
    }
    for (int j = 0; j < mirror.length; j++) {
      double dot = 0;
      for (int i = 0; i < mirror.length; i++) {
        dot += mirror[i] * matrix[i][j];
      }
      for (int i = 0; i < mirror.length; i++) {
        matrix[i][j] -= 2 * mirror[i] * dot / length;
      }
    }
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] other = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        other[j][i] = matrix[i][j];
      }
    }
    return other;
  }
}
