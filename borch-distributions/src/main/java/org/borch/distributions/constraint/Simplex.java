package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/** Vectors of non-negative numbers whose sum is 1 within rounding. */
public record Simplex() implements Constraint {

  /** Admits the rounding of single-precision sums over ten thousand entries. */
  private static final double TOLERANCE = 1e-5;

  @Override
  public String description() {
    return "non-negative numbers whose sum is 1";
  }

  @Override
  public NDArray check(NDArray value) {
    int[] last = {-1};
    NDArray sumIsOne = value.sum(last).sub(1).abs().lte(TOLERANCE);
    return value.min(last).gte(0).logicalAnd(sumIsOne);
  }

  @Override
  public int eventRank() {
    return 1;
  }

  @Override
  public double lowest() {
    return 0;
  }

  @Override
  public double highest() {
    return 1;
  }
}
