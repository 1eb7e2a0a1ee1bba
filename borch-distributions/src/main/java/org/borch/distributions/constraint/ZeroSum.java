package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/** Vectors whose elements sum to 0 within rounding. */
public record ZeroSum() implements Constraint {

  /** Relative to the sum of the sizes; admits the rounding of single-precision sums. */
  private static final double TOLERANCE = 1e-5;

  @Override
  public String description() {
    return "finite numbers whose sum is 0";
  }

  @Override
  public NDArray check(NDArray value) {
    int[] last = {-1};
    NDArray sizes = value.abs().sum(last);
    NDArray sumIsZero = value.sum(last).abs().lte(sizes.mul(TOLERANCE));
    return Constraints.realVector().check(value).logicalAnd(sumIsZero);
  }

  @Override
  public int eventRank() {
    return 1;
  }
}
