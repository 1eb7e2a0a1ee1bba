package org.borch.infer.mcmc;

/** A point of phase space: position and momentum, and what hangs on them. */
final class Phase {

  final double[] position;
  final double[] momentum;

  /** M⁻¹ times the momentum. */
  final double[] velocity;

  /** Of the log density at the position. */
  final double[] gradient;

  /** M⁻¹ times the gradient, by metrics for which a product is dear; zero by the others. */
  final double[] pull;

  double logDensity;
  double kinetic;

  /** How many places of trees hold this point; without one it can be overwritten. */
  int places;

  Phase(int dimension) {
    position = new double[dimension];
    momentum = new double[dimension];
    velocity = new double[dimension];
    gradient = new double[dimension];
    pull = new double[dimension];
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

  /** Computes velocity and kinetic energy from the momentum, for the first step from here. */
  void setVelocity(Metric metric) {
    metric.prepare(this);
    setKinetic();
  }

  /** Computes the kinetic energy from momentum and velocity. */
  void setKinetic() {
    kinetic = 0.5 * Dot.of(momentum, velocity);
  }

  /** Position, log density and gradient as a state. */
  State state() {
    return State.of(position, logDensity, gradient);
  }
}
