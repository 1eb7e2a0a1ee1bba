package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Autodiff;

/** A density that computes with arrays where they are, and so can be differentiated again. */
@FunctionalInterface
public interface ArrayGradient {

  /**
   * Value and gradient at a point on a device, as arrays there: a TorchScript program, or the
   * engine's operations where there is none.
   *
   * @param at float64 [dimension]
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  Autodiff.ValueAndGradient valueAndGradient(NDArray at);
}
