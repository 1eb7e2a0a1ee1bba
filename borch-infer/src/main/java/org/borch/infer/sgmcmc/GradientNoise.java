package org.borch.infer.sgmcmc;

import java.util.Locale;

/** What is left of the injected noise where a minibatch's gradient brings some of its own. */
final class GradientNoise {

  private GradientNoise() {}

  static double require(double beta) {
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException(
          "gradientNoise = " + beta + ", expected a finite number >= 0; 0 neglects it");
    }
    return beta;
  }

  /**
   * The standard deviation of what is injected.
   *
   * @param variance of the noise that a step needs
   * @param kick what the gradient is multiplied by, so that its noise comes in with kick² T² β
   * @param stepSize for the message
   * @throws IllegalArgumentException if the gradient brings more than is needed
   */
  static double injected(
      double variance, double kick, double stepSize, double temperature, double beta) {
    double own = kick * temperature;
    double left = variance - own * own * beta;
    if (left < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "step size %s, temperature %s and gradientNoise (beta) %s leave a noise of variance"
                  + " %s to inject, expected at least 0; take a smaller step size or beta",
              stepSize,
              temperature,
              beta,
              left));
    }
    return Math.sqrt(left);
  }
}
