package org.borch.infer.run;

import org.borch.infer.run.Contract.Stationary;
import org.borch.infer.sgmcmc.Underdamped;

/**
 * How the samplers with momenta are set up in the conformance test. The row's step size is ε²/σ²;
 * for a narrower density mass and friction grow, as with {@code perRow}.
 */
final class Underdampeds {

  /** ε of densities whose least variance is 1. */
  private final double stepSize;

  /** α/σ². */
  private final double friction;

  Underdampeds(double stepSize, double friction) {
    this.stepSize = stepSize;
    this.friction = friction;
  }

  double rowStepSize() {
    return stepSize * stepSize;
  }

  <S extends Underdamped<S>> Contract.Setup of(S settings) {
    return (density, h, temperature) -> {
      double mass = mass(h);
      return settings
          .withStepSize(stepSize)
          .withFriction(friction * mass)
          .withMomentumScale(Math.sqrt(mass))
          .withTemperature(temperature)
          .on(density);
    };
  }

  private double mass(double h) {
    return stepSize * stepSize / h;
  }

  /** Euler's steps. */
  Stationary euler() {
    return (precision, noise, h, t) -> {
      double mass = mass(h);
      return new LinearSteps(precision, noise, mass)
          .gradient()
          .euler(stepSize, 1 - stepSize * friction, 2 * friction * mass * t * stepSize)
          .covariance();
    };
  }

  /** BAOA, and the positions of BAOAB. */
  Stationary baoa() {
    return (precision, noise, h, t) -> {
      double mass = mass(h);
      return new LinearSteps(precision, noise, mass)
          .gradient()
          .kick(stepSize)
          .drift(stepSize / 2)
          .rub(kept(1), mass * t * (1 - kept(2)))
          .drift(stepSize / 2)
          .covariance();
    };
  }

  Stationary obabo() {
    return (precision, noise, h, t) -> {
      double mass = mass(h);
      return new LinearSteps(precision, noise, mass)
          .rub(kept(0.5), mass * t * (1 - kept(1)))
          .kick(stepSize / 2)
          .drift(stepSize)
          .gradient()
          .kick(stepSize / 2)
          .rub(kept(0.5), mass * t * (1 - kept(1)))
          .covariance();
    };
  }

  /** What friction leaves of momenta after so many steps. */
  private double kept(double steps) {
    return Math.exp(-friction * stepSize * steps);
  }

  /**
   * The thermostat's: Euler's steps with the one friction ξ at which momenta have the temperature.
   * It neglects that ξ wavers.
   */
  Stationary noseHoover() {
    return (precision, noise, h, t) -> {
      double mass = mass(h);
      double low = 0;
      double high = 1 / stepSize; // more than that takes momenta back
      for (int i = 0; i < 60; i++) {
        double xi = (low + high) / 2;
        double[][] momenta = thermal(precision, noise, mass, t, xi).momenta();
        double mean = 0;
        for (int j = 0; j < momenta.length; j++) {
          mean += momenta[j][j] / momenta.length / mass;
        }
        // Too little friction is too hot, or not stable.
        if (mean > t || !Double.isFinite(mean)) {
          low = xi;
        } else {
          high = xi;
        }
      }
      return thermal(precision, noise, mass, t, high).covariance();
    };
  }

  private LinearSteps thermal(
      double[][] precision, double[][] noise, double mass, double t, double xi) {
    return new LinearSteps(precision, noise, mass)
        .gradient()
        .euler(stepSize, 1 - stepSize * xi, 2 * friction * mass * t * stepSize);
  }
}
