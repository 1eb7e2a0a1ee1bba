package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;

/**
 * x = loc + scale u on the real line.
 *
 * @param loc broadcasts with u
 * @param scale broadcasts with u; of either sign, not 0
 */
public record Affine(Operand loc, Operand scale) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return u.mul(scale.like(u)).add(loc.like(u));
  }

  @Override
  public NDArray inverse(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return ArrayMath.broadcastTo(ArrayMath.log(ArrayMath.abs(scale.like(u))), x.getShape());
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
