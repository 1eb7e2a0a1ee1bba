package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;

/**
 * A bijector read backwards.
 *
 * @param base the bijector whose inverse this is
 */
public record Inverse(Bijector base) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return base.inverse(u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    return base.forward(x);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return base.logAbsDetJacobian(x, u).neg();
  }

  @Override
  public Constraint domain() {
    return base.codomain();
  }

  @Override
  public Constraint codomain() {
    return base.domain();
  }

  @Override
  public Shape forwardShape(Shape u) {
    return base.inverseShape(u);
  }

  @Override
  public Shape inverseShape(Shape x) {
    return base.forwardShape(x);
  }
}
