package org.borch.infer.optim;

import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.minimum;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import org.borch.Params;
import org.borch.tensor.BorchArray;

/**
 * An optimiser that sees limited gradients, against the rare huge one. See {@link
 * Optimizer#clippedToNorm} and {@link Optimizer#clippedToValue}.
 *
 * @param optimizer makes the step
 * @param rule what is limited
 * @param limit {@literal >} 0
 */
public record Clipped(Optimizer optimizer, Rule rule, double limit) implements Optimizer {

  /** What is limited. */
  public enum Rule {
    /** The whole gradient's Euclidean norm; the direction stays (Pascanu et al. 2013). */
    NORM,
    /** Each element's absolute value. */
    VALUE
  }

  /** Checks the limit. */
  public Clipped {
    LearningRate.requirePositive("gradient limit", limit);
  }

  @Override
  public boolean isPure() {
    return optimizer.isPure();
  }

  @Override
  public State init(Params params) {
    return optimizer.init(params);
  }

  @Override
  public State update(State state, Params params, NDArray gradient) {
    return optimizer.update(state, params, clip(gradient));
  }

  private NDArray clip(NDArray gradient) {
    NDArray bound = BorchArray.scalar(limit, gradient.getDataType());
    if (rule == Rule.VALUE) {
      return maximum(minimum(gradient, bound), bound.neg());
    }
    NDArray norm = sqrt(square(gradient).sum());
    // A norm of 0 gives an infinite ratio, of which 1 is the smaller.
    NDArray one = BorchArray.scalar(1, gradient.getDataType());
    return gradient.mul(minimum(bound.div(norm), one));
  }
}
