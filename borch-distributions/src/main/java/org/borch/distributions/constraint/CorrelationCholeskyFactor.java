package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/** Cholesky factors of correlation matrices: rows of length 1 within rounding. */
public record CorrelationCholeskyFactor() implements Constraint {

  /** Admits the rounding of single-precision sums. */
  private static final double TOLERANCE = 1e-5;

  @Override
  public String description() {
    return "a lower triangular matrix with a positive diagonal and rows of length 1";
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray lengths = value.square().sum(new int[] {-1});
    NDArray unit = Events.all(lengths.sub(1).abs().lte(TOLERANCE), 1);
    return Constraints.lowerCholesky().check(value).logicalAnd(unit);
  }

  @Override
  public int eventRank() {
    return 2;
  }
}
