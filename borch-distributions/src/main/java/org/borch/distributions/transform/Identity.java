package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;

/** x = u on the real line. */
public record Identity() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return u;
  }

  @Override
  public NDArray inverse(NDArray x) {
    return x;
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return u.zerosLike();
  }

  @Override
  public Constraint domain() {
    return Constraints.real();
  }

  @Override
  public Constraint codomain() {
    return Constraints.real();
  }
}
