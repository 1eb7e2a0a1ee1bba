package org.borch.infer.optim;

import ai.djl.ndarray.NDArray;
import org.borch.Params;

/**
 * Moves parameters against a gradient.
 *
 * <pre>{@code
 * Optimizer.State state = optimizer.init(params);
 * for (...) {
 *   state = optimizer.update(state, params, params.gradient(loss));
 * }
 * }</pre>
 *
 * An optimiser is settings only and may serve any number of runs; what a run needs from step to
 * step is in its {@link OptimizerState}.
 */
public interface Optimizer {

  /** The state before the first step; its arrays live and close with the parameters. */
  OptimizerState init(Params params);

  /**
   * One step: writes parameters and state arrays in place, without reading any on the host.
   *
   * @param state of the step before, which must not be used again
   * @param gradient as from {@link Params#gradient}
   * @return the state after the step
   * @throws IllegalArgumentException if the state belongs to other parameters or another optimiser,
   *     or if the gradient is not like {@link Params#flat}
   */
  OptimizerState update(OptimizerState state, Params params, NDArray gradient);

  /** This optimiser with gradients scaled down to at most this Euclidean norm. */
  default Optimizer clippedToNorm(double limit) {
    return new Clipped(this, Clipped.Rule.NORM, limit);
  }

  /** This optimiser with each element of a gradient limited to ±limit. */
  default Optimizer clippedToValue(double limit) {
    return new Clipped(this, Clipped.Rule.VALUE, limit);
  }
}
