package org.borch.infer.mcmc;

import org.borch.tensor.random.NoiseReader;

/** Hamilton's equations as a kernel needs them; with memory for one thread. */
interface Dynamics {

  /** The log density's evaluation at a position, as a state. */
  State at(double[] position);

  /** Draws a momentum. */
  void refresh(Phase point, Metric metric, NoiseReader noise);

  /**
   * The gain in log density, of position and momentum together, by one step from a state with a new
   * momentum.
   *
   * @param point scratch space
   */
  default double gain(Phase point, State state, Tuning tuning, NoiseReader noise) {
    point.setPosition(state);
    refresh(point, tuning.metric(), noise);
    double before = point.energy();
    advance(point, point, tuning.metric(), tuning.stepSize());
    return before - point.energy();
  }

  /** How a step went. */
  enum Outcome {
    /** The step back leads here again. */
    MADE,
    /** It leads elsewhere: a trajectory ends before the step. */
    ONE_WAY,
    /** There is none that follows the flow: a trajectory ends there, and has diverged. */
    LOST
  }

  /**
   * One step along the flow; a negative step size goes back in time.
   *
   * @param to is overwritten; may be {@code from}
   */
  Outcome advance(Phase from, Phase to, Metric metric, double stepSize);

  /**
   * How many gradients the steps since the last momentum took.
   *
   * @param steps that were made
   */
  default int gradients(int steps) {
    return steps;
  }

  /**
   * What the step size is adapted to.
   *
   * @param ofTrajectory the mean acceptance of the trajectory's points
   */
  default double acceptance(double ofTrajectory) {
    return ofTrajectory;
  }
}
