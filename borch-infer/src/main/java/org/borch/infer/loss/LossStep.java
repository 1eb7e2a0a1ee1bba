package org.borch.infer.loss;

import ai.djl.ndarray.NDArray;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a loss may know of the step of a fit in which it is computed. */
public interface LossStep {

  /**
   * About the loss's mean, computed without this step's draws: a scalar that lessens the variance
   * of score-function estimators of one draw; null if there is none.
   */
  @Nullable NDArray baseline();

  /**
   * A number that differs from step to step, such as an annealed weight: a scalar.
   *
   * @param function a pure function of the number of steps so far
   */
  NDArray number(LongToDoubleFunction function);

  /** Whether there are parameters that are not q's, such as those of a network. */
  boolean learnsModel();
}
