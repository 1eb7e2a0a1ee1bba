package org.borch.infer.laplace;

import org.borch.infer.gaussian.Spread;

/** The curvature of a likelihood, to which priors are added. */
@FunctionalInterface
interface Curved {

  /**
   * The spread of the posterior.
   *
   * @param power of the likelihood, such as one over the square of a factor of its noise
   * @param temperature by which all of the curvature is divided
   */
  Spread spread(double power, PriorCurvature prior, double temperature);
}
