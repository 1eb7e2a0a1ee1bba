package org.borch.infer.mcmc;

import org.borch.tensor.random.Key;

/**
 * A rough step size: doubled or halved until the acceptance probability of a kernel's {@link
 * Kernel#trial} crosses 0.8, each time with new randomness (Hoffman and Gelman 2014, algorithm 4;
 * threshold and bounds as in Stan).
 */
final class StepSizeSearch {

  private static final double THRESHOLD = Math.log(0.8);
  private static final double LARGEST = 1e7;
  private static final double SMALLEST = 1e-30;

  private final Kernel kernel;

  StepSizeSearch(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Searches from a state.
   *
   * @param start where step size and metric begin
   * @throws ArithmeticException if every step size is accepted, or none
   */
  double find(State state, Tuning start, Key key) {
    double stepSize = start.stepSize();
    boolean grows = kernel.trial(state, start, key.at(0)) > THRESHOLD;
    for (long trial = 1; ; trial++) {
      Tuning tuning = start.withStepSize(stepSize);
      if ((kernel.trial(state, tuning, key.at(trial)) > THRESHOLD) != grows) {
        return stepSize;
      }
      stepSize = grows ? 2 * stepSize : 0.5 * stepSize;
      if (stepSize > LARGEST) {
        throw new ArithmeticException(
            "step size: even "
                + stepSize
                + " is accepted, expected a bound; the posterior is flat, probably improper:"
                + " give every latent variable a proper prior");
      }
      if (stepSize < SMALLEST) {
        throw new ArithmeticException(
            "step size: not even "
                + stepSize
                + " is accepted at log density "
                + state.logDensity()
                + "; the density is probably not continuous or its gradient is wrong");
      }
    }
  }
}
