package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;

/** x = exp(u), from the real line to the positive numbers. */
public record Exp() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return ArrayMath.exp(u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    return ArrayMath.log(x);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return u;
  }

  @Override
  public Constraint domain() {
    return Constraints.real();
  }

  @Override
  public Constraint codomain() {
    return Constraints.positive();
  }
}
