package org.borch.infer.sgmcmc;

import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.StepAlgorithm;

/**
 * Settings of a sampler with momenta.
 *
 * @param <S> the settings' own type
 */
public interface Underdamped<S extends Underdamped<S>> {

  /** What it turns into steps. */
  Dynamics dynamics();

  /** With other dynamics. */
  S withDynamics(Dynamics dynamics);

  /** The algorithm on a density. */
  StepAlgorithm on(LogPosterior density);

  /** With another constant step size. */
  default S withStepSize(double stepSize) {
    return withStepSize(Schedule.constant(stepSize));
  }

  /** With a schedule of step sizes. */
  default S withStepSize(Schedule stepSize) {
    return withDynamics(dynamics().withStepSize(stepSize));
  }

  /** With another constant friction. */
  default S withFriction(double friction) {
    return withFriction(Schedule.constant(friction));
  }

  /** With a schedule of frictions. */
  default S withFriction(Schedule friction) {
    return withDynamics(dynamics().withFriction(friction));
  }

  /** With another σ, whose square is the mass. */
  default S withMomentumScale(double momentumScale) {
    return withDynamics(dynamics().withMomentumScale(momentumScale));
  }

  /** With another constant temperature. */
  default S withTemperature(double temperature) {
    return withTemperature(Schedule.constant(temperature));
  }

  /** With a schedule of temperatures. */
  default S withTemperature(Schedule temperature) {
    return withDynamics(dynamics().withTemperature(temperature));
  }

  /** Beginning with other momenta. */
  default S withMomenta(Momenta momenta) {
    return withDynamics(dynamics().withMomenta(momenta));
  }

  /** With friction and mass that are multiplied by the number of rows, or not. */
  default S withPerRow(boolean perRow) {
    return withDynamics(dynamics().withPerRow(perRow));
  }
}
