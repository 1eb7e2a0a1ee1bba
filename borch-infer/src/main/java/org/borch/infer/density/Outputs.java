package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.random.Key;

/**
 * What lies between the parameters of a density and the log likelihoods of its rows: a network's
 * outputs. Generalised Gauss-Newton matrices, linearised predictions and the true Fisher
 * information need this split.
 */
public interface Outputs {

  /** The outputs of rows: [n, ...]. */
  default NDArray values(NDArray position, StepData data) {
    return values(position, data, Weights.Tap.NONE);
  }

  /**
   * The outputs of rows, with a look at the linear layers on the way.
   *
   * @param position [dimension]
   * @return [n, ...]
   */
  NDArray values(NDArray position, StepData data, Weights.Tap tap);

  /** The log likelihoods of rows by their outputs: [n, ...] → [n]. */
  NDArray logLikelihoods(NDArray values, StepData data);

  /**
   * The same rows with observations that are drawn given the outputs.
   *
   * @param key decides them
   * @throws IllegalStateException if nobody has said how to draw
   */
  StepData simulated(NDArray values, StepData data, Key key);
}
