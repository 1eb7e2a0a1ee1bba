package org.borch.infer.mcmc;

import org.borch.infer.run.SavedState;

/** Where a chain is: all that its next step needs. Immutable. */
public final class State {

  private final double[] position;
  private final double logDensity;
  private final double[] gradient;

  private State(double[] position, double logDensity, double[] gradient) {
    this.position = position;
    this.logDensity = logDensity;
    this.gradient = gradient;
  }

  /** A position with the log density and gradient there; copies both arrays. */
  public static State of(double[] position, double logDensity, double[] gradient) {
    return new State(position.clone(), logDensity, gradient.clone());
  }

  /** A position with the log density there, for kernels that know no gradient; copies the array. */
  public static State of(double[] position, double logDensity) {
    return new State(position.clone(), logDensity, new double[0]);
  }

  /** A copy of the unconstrained coordinates. */
  public double[] position() {
    return position.clone();
  }

  /** The log density there. */
  public double logDensity() {
    return logDensity;
  }

  /** A copy of the log density's gradient there; empty if the kernel uses none. */
  public double[] gradient() {
    return gradient.clone();
  }

  /** The number of coordinates. */
  public int dimension() {
    return position.length;
  }

  /** Whether a chain can start here. */
  boolean isFinite() {
    boolean finite = Double.isFinite(logDensity);
    for (double slope : gradient) {
      finite &= Double.isFinite(slope);
    }
    return finite;
  }

  void save(SavedState memory) {
    memory.put("position", position);
    memory.put("logDensity", logDensity);
    memory.put("gradient", gradient);
  }

  /**
   * The state that was kept.
   *
   * @param again a kernel's state at the same position
   */
  static State restored(SavedState memory, State again) {
    return new State(
        again.position, memory.number("logDensity"), memory.get("gradient", again.gradient.length));
  }

  void copyTo(double[] positions, double[] gradients) {
    System.arraycopy(position, 0, positions, 0, position.length);
    System.arraycopy(gradient, 0, gradients, 0, gradient.length);
  }

  /** {@code State(logDensity = -12.5)}. */
  @Override
  public String toString() {
    return "State(logDensity = " + logDensity + ")";
  }
}
