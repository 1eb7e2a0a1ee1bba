package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;

/**
 * x = bound + exp(u) or x = bound - exp(u), from the real line to the numbers on one side of a
 * bound.
 *
 * @param bound broadcasts with u
 * @param upwards whether x lies above the bound
 */
public record Ray(Operand bound, boolean upwards) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    NDArray distance = ArrayMath.exp(u);
    NDArray from = bound.like(u);
    return upwards ? from.add(distance) : from.sub(distance);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray from = bound.like(x);
    return ArrayMath.log(upwards ? x.sub(from) : from.sub(x));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return ArrayMath.broadcastTo(u, x.getShape());
  }

  @Override
  public Constraint domain() {
    return Constraints.real();
  }

  @Override
  public Constraint codomain() {
    return upwards ? Constraints.greaterThan(bound) : Constraints.lessThan(bound);
  }
}
