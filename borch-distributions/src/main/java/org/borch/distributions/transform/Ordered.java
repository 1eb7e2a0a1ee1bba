package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;

/** x[0] = u[0], x[k] = x[k-1] + exp(u[k]), from real vectors to ascending ones. */
public record Ordered() implements Bijector {

  private static final NDIndex FIRST = new NDIndex("..., :1");
  private static final NDIndex REST = new NDIndex("..., 1:");
  private static final NDIndex ALL_BUT_LAST = new NDIndex("..., :-1");

  @Override
  public NDArray forward(NDArray u) {
    NDArray steps = ArrayMath.concat(-1, u.get(FIRST), ArrayMath.exp(u.get(REST)));
    return steps.cumSum(u.getShape().dimension() - 1);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray steps = x.get(REST).sub(x.get(ALL_BUT_LAST));
    return ArrayMath.concat(-1, x.get(FIRST), ArrayMath.log(steps));
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return u.get(REST).sum(new int[] {-1});
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.ordered();
  }
}
