package org.borch.infer.mcmc;

import org.borch.tensor.Key;
import org.borch.tensor.NoiseReader;

/**
 * A rough step size: doubled or halved until the acceptance probability of one leapfrog step
 * crosses 0.8, each time with a new momentum (Hoffman and Gelman 2014, algorithm 4; threshold and
 * bounds as in Stan).
 */
final class StepSizeSearch {

  private static final double THRESHOLD = Math.log(0.8);
  private static final double LARGEST = 1e7;
  private static final double SMALLEST = 1e-30;

  private final Dynamics dynamics;
  private final Phase point;
  private final NoiseReader noise = new NoiseReader(Key.of(0));

  StepSizeSearch(int dimension, Dynamics dynamics) {
    this.dynamics = dynamics;
    point = new Phase(dimension);
  }

  /**
   * Searches from a state.
   *
   * @param start where step size and metric begin
   * @throws ArithmeticException if every step size is accepted, or none
   */
  double find(State state, Tuning start, Key key) {
    double stepSize = start.stepSize();
    boolean grows = gain(state, start.metric(), stepSize, key.at(0)) > THRESHOLD;
    for (long trial = 1; ; trial++) {
      if ((gain(state, start.metric(), stepSize, key.at(trial)) > THRESHOLD) != grows) {
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

  private double gain(State state, Metric metric, double stepSize, Key key) {
    noise.restart(key);
    point.setPosition(state);
    dynamics.refresh(point, metric, noise);
    double initialEnergy = point.energy();
    dynamics.advance(point, point, metric, stepSize);
    return initialEnergy - point.energy();
  }
}
