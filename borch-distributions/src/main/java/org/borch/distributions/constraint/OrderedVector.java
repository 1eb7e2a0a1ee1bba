package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Vectors of finite numbers that ascend strictly. */
public record OrderedVector() implements Constraint {

  @Override
  public String description() {
    return "numbers that ascend strictly";
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray ascends = value.get(new NDIndex("..., 1:")).gt(value.get(new NDIndex("..., :-1")));
    return Events.all(ascends, 1).logicalAnd(Constraints.realVector().check(value));
  }

  @Override
  public int eventRank() {
    return 1;
  }
}
