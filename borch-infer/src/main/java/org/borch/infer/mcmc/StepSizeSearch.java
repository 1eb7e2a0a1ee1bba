package org.borch.infer.mcmc;

import java.util.Arrays;
import org.borch.tensor.random.Key;

/**
 * A rough step size: doubled or halved until the acceptance probability of a kernel's {@link
 * Kernel#trial} crosses 0.8, each time with new randomness (Hoffman and Gelman 2014, algorithm 4;
 * threshold and bounds as in Stan). Far from the mode it may be tiny: where an explosive process
 * has a log density of -1e87, steps of 1e-46 are as long as they can be.
 */
final class StepSizeSearch {

  private static final double THRESHOLD = Math.log(0.8);
  private static final double LARGEST = 1e7;
  private static final double SMALLEST = 1e-300;

  /** How many roundings of a coordinate a step must be long. */
  private static final double CLEAR = 64;

  /** Why there is none at a state. */
  static final class NoStepSize extends ArithmeticException {

    private static final long serialVersionUID = 1;

    /** Whether another state may have one: a flat density is flat everywhere. */
    final boolean isLocal;

    NoStepSize(String message, boolean isLocal) {
      super(message);
      this.isLocal = isLocal;
    }
  }

  private final Kernel kernel;

  StepSizeSearch(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Searches from a state.
   *
   * @param start where step size and metric begin
   * @throws NoStepSize if every step size is accepted, or none
   */
  double find(State state, Tuning start, Key key) {
    double stepSize = start.stepSize();
    boolean grows = kernel.trial(state, start, key.at(0)) > THRESHOLD;
    for (long trial = 1; ; trial++) {
      Tuning tuning = start.withStepSize(stepSize);
      if ((kernel.trial(state, tuning, key.at(trial)) > THRESHOLD) != grows) {
        requireMotion(state, tuning);
        return stepSize;
      }
      stepSize = grows ? 2 * stepSize : 0.5 * stepSize;
      if (stepSize > LARGEST) {
        throw new NoStepSize(
            "step size: even "
                + stepSize
                + " is accepted, expected a bound; the posterior is flat, probably improper:"
                + " give every latent variable a proper prior",
            false);
      }
      if (stepSize < SMALLEST) {
        throw new NoStepSize(
            "step size: not even "
                + SMALLEST
                + " is accepted at log density "
                + state.logDensity()
                + "; the density is probably not continuous or its gradient is wrong",
            true);
      }
    }
  }

  /** A step that rounding makes none is accepted whatever the density. */
  private static void requireMotion(State state, Tuning tuning) {
    double[] position = state.position();
    double[] gradient = state.gradient();
    double[] unit = new double[position.length];
    Arrays.fill(unit, 1);
    tuning.metric().toDisplacement(unit);
    for (int i = 0; i < position.length; i++) {
      double length = tuning.stepSize() * Math.abs(unit[i]);
      double slope = i < gradient.length ? Math.abs(gradient[i]) : 0;
      double drift = 0.5 * length * length * slope; // of one leapfrog
      double from = Math.abs(position[i]);
      if (from + (length + drift) / CLEAR > from) {
        return;
      }
    }
    throw new NoStepSize(
        "step size: "
            + tuning.stepSize()
            + " is the longest that is accepted at log density "
            + state.logDensity()
            + ", and so short that the point does not move; the density probably has a jump there,"
            + " or its gradient is wrong",
        true);
  }
}
