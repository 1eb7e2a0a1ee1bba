package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;

/**
 * A bijector of every element as one bijector of an array.
 *
 * @param base the elements' bijector
 * @param n how many batch dimensions become event dimensions
 */
public record IndependentBijector(Bijector base, int n) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return base.forward(u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    return base.inverse(x);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return LastAxes.sum(base.logAbsDetJacobian(u, x), n);
  }

  @Override
  public Constraint domain() {
    return Constraints.independent(base.domain(), n);
  }

  @Override
  public Constraint codomain() {
    return Constraints.independent(base.codomain(), n);
  }

  @Override
  public Shape forwardShape(Shape u) {
    return base.forwardShape(u);
  }

  @Override
  public Shape inverseShape(Shape x) {
    return base.inverseShape(x);
  }
}
