package org.borch.infer.run;

import java.util.function.DoubleUnaryOperator;
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
      double xi =
          balanced(
              t,
              1 / stepSize, // more than that takes momenta back
              at -> heat(thermal(precision, noise, mass, t, at), mass));
      return thermal(precision, noise, mass, t, xi).covariance();
    };
  }

  /** The same of BADODAB, which looks at the momenta before and after friction and noise. */
  Stationary badodab() {
    return (precision, noise, h, t) -> {
      double mass = mass(h);
      double xi =
          balanced(
              t,
              50 * friction,
              at -> {
                LinearSteps after =
                    rubbed(moved(new LinearSteps(precision, noise, mass)), mass * t, at);
                LinearSteps before =
                    moved(rubbed(new LinearSteps(precision, noise, mass), mass * t, at));
                return (heat(before, mass) + heat(after, mass)) / 2;
              });
      return rubbed(
              new LinearSteps(precision, noise, mass).gradient().kick(stepSize).drift(stepSize / 2),
              mass * t,
              xi)
          .drift(stepSize / 2)
          .covariance();
    };
  }

  /** From one O to the next. */
  private LinearSteps moved(LinearSteps steps) {
    return steps.drift(stepSize / 2).gradient().kick(stepSize).drift(stepSize / 2);
  }

  /** O with noise for one friction and a loss for another one, both per mass. */
  private LinearSteps rubbed(LinearSteps steps, double heat, double xi) {
    double kept = Math.exp(-xi * stepSize);
    return steps.rub(kept, heat * friction / xi * (1 - kept * kept));
  }

  /** The friction at which momenta have the temperature: with less they are hotter. */
  private static double balanced(double t, double most, DoubleUnaryOperator heat) {
    double low = 0;
    double high = most;
    for (int i = 0; i < 60; i++) {
      double xi = (low + high) / 2;
      double found = heat.applyAsDouble(xi);
      if (found > t || !Double.isFinite(found)) { // not stable: too little friction, too
        low = xi;
      } else {
        high = xi;
      }
    }
    return high;
  }

  /** The temperature of the momenta. */
  private static double heat(LinearSteps steps, double mass) {
    double[][] momenta = steps.momenta();
    double mean = 0;
    for (int j = 0; j < momenta.length; j++) {
      mean += momenta[j][j] / momenta.length / mass;
    }
    return mean;
  }

  private LinearSteps thermal(
      double[][] precision, double[][] noise, double mass, double t, double xi) {
    return new LinearSteps(precision, noise, mass)
        .gradient()
        .euler(stepSize, 1 - stepSize * xi, 2 * friction * mass * t * stepSize);
  }
}
