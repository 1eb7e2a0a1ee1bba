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
    double twice = 0;
    for (int i = 0; i < momentum.length; i++) {
      twice += momentum[i] * velocity[i];
    }
    kinetic = 0.5 * twice;
  }
}
