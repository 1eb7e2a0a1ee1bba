package org.borch.infer.mcmc;

/**
 * A point of phase space that an integrator moves: position and momentum, and what hangs on them.
 */
final class Phase {

  final double[] position;
  final double[] momentum;

  /** M⁻¹ times the momentum. */
  final double[] velocity;

  /** Of the log density at the position. */
  final double[] gradient;

  double logDensity;
  double kinetic;

  Phase(int dimension) {
    position = new double[dimension];
    momentum = new double[dimension];
    velocity = new double[dimension];
    gradient = new double[dimension];
  }

  /** The Hamiltonian, infinite where it is not defined. */
  double energy() {
    double energy = kinetic - logDensity;
    return energy > Double.NEGATIVE_INFINITY ? energy : Double.POSITIVE_INFINITY;
  }

  void setPosition(State state) {
    state.copyTo(position, gradient);
    logDensity = state.logDensity();
  }

  void set(Phase other) {
    int d = position.length;
    System.arraycopy(other.position, 0, position, 0, d);
    System.arraycopy(other.momentum, 0, momentum, 0, d);
    System.arraycopy(other.velocity, 0, velocity, 0, d);
    System.arraycopy(other.gradient, 0, gradient, 0, d);
    logDensity = other.logDensity;
    kinetic = other.kinetic;
  }

  /** Computes velocity and kinetic energy from the momentum. */
  void setVelocity(Metric metric) {
    metric.velocity(momentum, velocity);
    kinetic = 0.5 * dot(momentum, velocity);
  }

  /** In four sums: a single one would wait for each addition. */
  private static double dot(double[] a, double[] b) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += a[i] * b[i];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}
