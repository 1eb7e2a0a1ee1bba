package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;

/**
 * A smooth one-to-one map from u to x. Bijectors that are equal are the same map; records of
 * operands and bijectors are equal in this way.
 */
public interface Bijector {

  /** x for u: batch + input event → batch + output event. */
  NDArray forward(NDArray u);

  /** u for x: batch + output event → batch + input event. */
  NDArray inverse(NDArray x);

  /**
   * log |det dx/du|, summed over one event.
   *
   * @param u batch + input event
   * @param x {@code forward(u)}
   * @return batch
   */
  NDArray logAbsDetJacobian(NDArray u, NDArray x);

  /** The values of u. */
  Constraint domain();

  /** The values of x. */
  Constraint codomain();

  /** How many trailing dimensions of u make one event. */
  default int inputEventRank() {
    return domain().eventRank();
  }

  /** How many trailing dimensions of x make one event. */
  default int outputEventRank() {
    return codomain().eventRank();
  }

  /** The shape of x for a shape of u. */
  default Shape forwardShape(Shape u) {
    return u;
  }

  /** The shape of u for a shape of x. */
  default Shape inverseShape(Shape x) {
    return x;
  }
}
