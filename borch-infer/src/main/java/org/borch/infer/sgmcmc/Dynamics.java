package org.borch.infer.sgmcmc;

import org.borch.infer.optim.Schedule;

/**
 * Langevin dynamics with momenta, which its samplers ({@link Underdamped}) turn into steps:
 *
 * <pre>
 *   dθ = σ⁻² m dt
 *   dm = ∇ log p(θ | data) dt - α σ⁻² m dt + √(2 α T) dW
 * </pre>
 *
 * <p>It keeps exp((log p(θ | data) - |m|² / (2σ²)) / T). The log density is of all data, so T = 1
 * is the posterior whatever the number of rows N, and T = 0 descends with friction to the mode.
 *
 * <p>In posteriors (Normal Computing) the log density is an average over N rows and the temperature
 * 1/N. With its ε, α and σ, {@code perRow} and T = 1 make the same positions from the same noise:
 * the momenta here are N times those there, α and σ² N times as large, ε the same. Its β is the
 * {@code gradientNoise} of those samplers that have it, unchanged.
 *
 * @param stepSize ε of each update, counted from 0. Where p is narrow with standard deviation s, it
 *     is stable below 2 s σ for the splitting methods
 * @param friction α of each update: momenta are forgotten in σ²/α units of time
 * @param momentumScale σ, whose square is the mass
 * @param temperature T of each update
 * @param momenta with which a chain begins
 * @param perRow whether α and σ² are per row, so that the density's number of rows N multiplies
 *     them and one setting serves for any N
 */
public record Dynamics(
    Schedule stepSize,
    Schedule friction,
    double momentumScale,
    Schedule temperature,
    Momenta momenta,
    boolean perRow) {

  private static final double STEP_SIZE = 0.01;

  /** Checks the numbers. */
  public Dynamics {
    if (!(momentumScale > 0) || Double.isInfinite(momentumScale)) {
      throw new IllegalArgumentException(
          "momentumScale = " + momentumScale + ", expected a finite number > 0");
    }
  }

  /** ε = 0.01, α = σ = T = 1, momenta from their stationary law. */
  public static Dynamics defaults() {
    Schedule one = Schedule.constant(1);
    return new Dynamics(Schedule.constant(STEP_SIZE), one, 1, one, Momenta.stationary(), false);
  }

  /** With another schedule of step sizes. */
  public Dynamics withStepSize(Schedule stepSize) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }

  /** With another schedule of frictions. */
  public Dynamics withFriction(Schedule friction) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }

  /** With another σ. */
  public Dynamics withMomentumScale(double momentumScale) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }

  /** With another schedule of temperatures. */
  public Dynamics withTemperature(Schedule temperature) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }

  /** Beginning with other momenta. */
  public Dynamics withMomenta(Momenta momenta) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }

  /** With friction and mass per row, or not. */
  public Dynamics withPerRow(boolean perRow) {
    return new Dynamics(stepSize, friction, momentumScale, temperature, momenta, perRow);
  }
}
