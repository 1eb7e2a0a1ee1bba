package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Vectors of positive, finite numbers that ascend strictly. */
public record PositiveOrderedVector() implements Constraint {

  @Override
  public String description() {
    return "positive numbers that ascend strictly";
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray positive = value.get(new NDIndex("..., 0")).gt(0);
    return Constraints.ordered().check(value).logicalAnd(positive);
  }

  @Override
  public int eventRank() {
    return 1;
  }

  @Override
  public double lowest() {
    return 0;
  }
}
