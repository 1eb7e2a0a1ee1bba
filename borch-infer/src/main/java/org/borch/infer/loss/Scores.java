package org.borch.infer.loss;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** The score-function estimator: (cost - baseline) ∇ log q. */
final class Scores {

  private Scores() {}

  /** The mean over draws; one draw's number itself. */
  static NDArray mean(NDArray draws) {
    return draws.getShape().dimension() == 0 ? draws : draws.mean();
  }

  /**
   * The mean of losses with an unbiased derivative. The baseline of each of several draws is the
   * mean of the others' losses.
   *
   * @param losses a scalar or [S]
   * @param logQ of the values that are no differentiable function of q's parameters, likewise
   * @param baseline for one draw; null if there is none
   */
  static NDArray mean(NDArray losses, NDArray logQ, @Nullable NDArray baseline) {
    NDArray cost = stopGradient(losses);
    long n = cost.size();
    if (losses.getShape().dimension() == 0) {
      cost = baseline == null ? cost : stopGradient(losses.sub(baseline));
    } else if (n > 1) {
      // cost - (sum - cost) / (n - 1)
      cost = cost.mul(n).sub(cost.sum()).div(n - 1);
    }
    return mean(losses.add(cost.mul(logQ.sub(stopGradient(logQ)))));
  }
}
