package org.borch.infer.mcmc;

import java.util.Arrays;

/** Coordinates that are scaled one by one. */
final class DiagonalMetric extends Metric {

  private final double[] inverseMass;
  private final double[] deviation; // of the momentum: M^(1/2)

  DiagonalMetric(double[] given) {
    inverseMass = given.clone();
    deviation = new double[given.length];
    for (int i = 0; i < given.length; i++) {
      if (!(given[i] > 0) || Double.isInfinite(given[i])) {
        throw new IllegalArgumentException(
            "inverse mass of coordinate "
                + i
                + " = "
                + given[i]
                + ", expected a finite number > 0");
      }
      deviation[i] = 1 / Math.sqrt(given[i]);
    }
  }

  @Override
  public Form form() {
    return Form.DIAGONAL;
  }

  @Override
  public int dimension() {
    return inverseMass.length;
  }

  @Override
  public double[] variances() {
    return inverseMass.clone();
  }

  @Override
  public double[][] inverseMass() {
    double[][] matrix = new double[dimension()][dimension()];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i][i] = inverseMass[i];
    }
    return matrix;
  }

  @Override
  void toMomentum(double[] normals) {
    for (int i = 0; i < normals.length; i++) {
      normals[i] *= deviation[i];
    }
  }

  @Override
  void toDisplacement(double[] normals) {
    for (int i = 0; i < normals.length; i++) {
      normals[i] /= deviation[i];
    }
  }

  @Override
  void velocity(double[] momentum, double[] velocity) {
    double[] scale = inverseMass;
    for (int i = 0; i < scale.length; i++) {
      velocity[i] = scale[i] * momentum[i];
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DiagonalMetric metric && Arrays.equals(metric.inverseMass, inverseMass);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(inverseMass);
  }
}
