package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;

/** x[0] = exp(u[0]), x[k] = x[k-1] + exp(u[k]), from real vectors to ascending positive ones. */
public record PositiveOrdered() implements Bijector {

  private static final NDIndex FIRST = new NDIndex("..., :1");
  private static final NDIndex REST = new NDIndex("..., 1:");
  private static final NDIndex ALL_BUT_LAST = new NDIndex("..., :-1");

  @Override
  public NDArray forward(NDArray u) {
    return ArrayMath.exp(u).cumSum(u.getShape().dimension() - 1);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray steps = ArrayMath.concat(-1, x.get(FIRST), x.get(REST).sub(x.get(ALL_BUT_LAST)));
    return ArrayMath.log(steps);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return u.sum(new int[] {-1});
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.positiveOrdered();
  }
}
