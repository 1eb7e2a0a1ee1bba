package org.borch.infer.mcmc;

import java.util.Arrays;

/** A full inverse mass matrix M⁻¹ = L Lᵀ with its Cholesky factor; p = L⁻ᵀ z has covariance M. */
final class DenseMetric extends Metric {

  /** Relative difference of mirrored entries that counts as rounding. */
  private static final double ASYMMETRY = 1e-8;

  private final double[][] inverseMass;
  private final double[][] factor;

  DenseMetric(double[][] given) {
    inverseMass = symmetric(given);
    factor = cholesky(inverseMass);
  }

  private static double[][] symmetric(double[][] given) {
    int n = given.length;
    double[][] matrix = new double[n][];
    for (int i = 0; i < n; i++) {
      if (given[i].length != n) {
        throw new IllegalArgumentException(
            "inverse mass matrix: row " + i + " of " + given[i].length + ", expected " + n);
      }
      matrix[i] = given[i].clone();
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double size = Math.abs(given[i][j]) + Math.abs(given[j][i]);
        if (!(Math.abs(given[i][j] - given[j][i]) <= ASYMMETRY * size)) {
          throw new IllegalArgumentException(
              "inverse mass matrix: entries (%d, %d) = %s and (%d, %d) = %s, expected equal ones"
                  .formatted(i, j, given[i][j], j, i, given[j][i]));
        }
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static double[][] cholesky(double[][] matrix) {
    int n = matrix.length;
    double[][] lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        if (i != j) {
          lower[i][j] = rest / lower[j][j];
        } else if (rest > 0 && rest < Double.POSITIVE_INFINITY) {
          lower[i][i] = Math.sqrt(rest);
        } else {
          throw new IllegalArgumentException(
              "inverse mass matrix: pivot " + i + " is " + rest + ", expected positive definite");
        }
      }
    }
    return lower;
  }

  @Override
  public Form form() {
    return Form.DENSE;
  }

  @Override
  public int dimension() {
    return inverseMass.length;
  }

  @Override
  public double[] variances() {
    double[] diagonal = new double[dimension()];
    Arrays.setAll(diagonal, i -> inverseMass[i][i]);
    return diagonal;
  }

  @Override
  public double[][] inverseMass() {
    return Arrays.stream(inverseMass).map(double[]::clone).toArray(double[][]::new);
  }

  /** Solves Lᵀ p = z from the last row up; the inner loop runs along a row of L. */
  @Override
  void toMomentum(double[] normals) {
    for (int i = normals.length - 1; i >= 0; i--) {
      double[] row = factor[i];
      double solved = normals[i] / row[i];
      normals[i] = solved;
      for (int j = 0; j < i; j++) {
        normals[j] -= row[j] * solved;
      }
    }
  }

  /** L z from the last row up, which needs none of the rows below. */
  @Override
  void toDisplacement(double[] normals) {
    for (int i = normals.length - 1; i >= 0; i--) {
      double[] row = factor[i];
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        sum += row[j] * normals[j];
      }
      normals[i] = sum;
    }
  }

  /**
   * By rows as columns, which the symmetry allows, and four of them at a time: such a loop becomes
   * vector instructions and moves the sums to and from memory once for four products. Each element
   * is summed in the order of the columns, whatever their number.
   */
  @Override
  void velocity(double[] momentum, double[] velocity) {
    Arrays.fill(velocity, 0);
    int n = momentum.length;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      addFour(
          inverseMass[j],
          momentum[j],
          inverseMass[j + 1],
          momentum[j + 1],
          inverseMass[j + 2],
          momentum[j + 2],
          inverseMass[j + 3],
          momentum[j + 3],
          velocity);
    }
    for (; j < n; j++) {
      addScaled(velocity, momentum[j], inverseMass[j], velocity);
    }
  }

  private static void addFour(
      double[] a,
      double wa,
      double[] b,
      double wb,
      double[] c,
      double wc,
      double[] d,
      double wd,
      double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] + a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  @Override
  void prepare(Phase point) {
    velocity(point.momentum, point.velocity);
    velocity(point.gradient, point.pull);
  }

  /**
   * A step needs the velocity twice. Both follow from the last one and from M⁻¹ times the gradient,
   * which is the step's only product with the matrix.
   */
  @Override
  void kickAndDrift(Phase from, Phase to, double stepSize) {
    addScaled(from.momentum, 0.5 * stepSize, from.gradient, to.momentum);
    addScaled(from.velocity, 0.5 * stepSize, from.pull, to.velocity);
    addScaled(from.position, stepSize, to.velocity, to.position);
  }

  @Override
  void kick(Phase point, double stepSize) {
    addScaled(point.momentum, 0.5 * stepSize, point.gradient, point.momentum);
    velocity(point.gradient, point.pull);
    addScaled(point.velocity, 0.5 * stepSize, point.pull, point.velocity);
  }

  private static void addScaled(double[] to, double factor, double[] what, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = to[i] + factor * what[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DenseMetric metric
        && Arrays.deepEquals(metric.inverseMass, inverseMass);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(inverseMass);
  }
}
