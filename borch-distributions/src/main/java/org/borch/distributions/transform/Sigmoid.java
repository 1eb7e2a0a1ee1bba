package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;

/**
 * x = low + (high - low) / (1 + exp(-u)), from the real line to an interval.
 *
 * @param low broadcasts with u
 * @param high broadcasts with u
 */
public record Sigmoid(Operand low, Operand high) implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return ArrayMath.sigmoid(u).mul(width(u)).add(low.like(u));
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray below = x.sub(low.like(x));
    NDArray above = high.like(x).sub(x);
    return ArrayMath.log(below).sub(ArrayMath.log(above));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return ArrayMath.logSigmoid(u).add(ArrayMath.logSigmoid(u.neg())).add(ArrayMath.log(width(u)));
  }

  private NDArray width(NDArray u) {
    return high.like(u).sub(low.like(u));
  }

  @Override
  public Constraint domain() {
    return Constraints.real();
  }

  @Override
  public Constraint codomain() {
    return Constraints.interval(low, high);
  }
}
