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

  // All in one loop: for few coordinates, loops cost more than what they do.
  @Override
  void prepare(Phase point) {
    velocity(point.momentum, point.velocity);
  }

  @Override
  void kickAndDrift(Phase from, Phase to, double stepSize) {
    double half = 0.5 * stepSize;
    double[] scale = inverseMass;
    double[] momentum = from.momentum;
    double[] gradient = from.gradient;
    double[] position = from.position;
    double[] newMomentum = to.momentum;
    double[] newPosition = to.position;
    for (int i = 0; i < scale.length; i++) {
      double kicked = momentum[i] + half * gradient[i];
      newMomentum[i] = kicked;
      newPosition[i] = position[i] + stepSize * (scale[i] * kicked);
    }
  }

  @Override
  void kick(Phase point, double stepSize) {
    double half = 0.5 * stepSize;
    double[] scale = inverseMass;
    double[] momentum = point.momentum;
    double[] gradient = point.gradient;
    double[] velocity = point.velocity;
    for (int i = 0; i < scale.length; i++) {
      double kicked = momentum[i] + half * gradient[i];
      momentum[i] = kicked;
      velocity[i] = scale[i] * kicked;
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
