package org.borch.infer.run;

import org.borch.infer.density.LogPosterior;

/**
 * An algorithm's row in the conformance test: how it is set up, and what it should find on normal
 * densities, its stated discretisation error included.
 *
 * @param name for the report
 * @param algorithm on a density
 * @param stepSize for a density whose least variance is 1
 * @param steps that 4 chains make, of which the first tenth are not kept
 * @param variance of a linear system
 * @param slack what the standard deviation may be wrong by, as a part of it, where its law is known
 *     up to that alone
 */
record Contract(
    String name, Setup algorithm, double stepSize, int steps, Stationary variance, double slack) {

  /** Of an algorithm whose error is known exactly. */
  Contract(String name, Setup algorithm, double stepSize, int steps, Stationary variance) {
    this(name, algorithm, stepSize, steps, variance, 0);
  }

  /** Settings, and a density to run on. */
  @FunctionalInterface
  interface Setup {
    StepAlgorithm on(LogPosterior density, double stepSize, double temperature);
  }

  /** The covariance of draws whose density's gradient is linear. */
  @FunctionalInterface
  interface Stationary {

    /**
     * What the algorithm draws, not what the density says.
     *
     * @param precision of the normal density
     * @param gradientNoise the covariance of a minibatch's gradient
     */
    double[][] covariance(
        double[][] precision, double[][] gradientNoise, double stepSize, double temperature);
  }

  @Override
  public String toString() {
    return name;
  }
}
