package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.LinearAlgebra;

/** Symmetric positive definite matrices: those with a Cholesky factor. */
public record PositiveDefinite() implements Constraint {

  /** Relative to the largest element; admits single-precision rounding. */
  private static final double SYMMETRY_TOLERANCE = 1e-6;

  @Override
  public String description() {
    return "a symmetric positive definite matrix";
  }

  @Override
  public NDArray check(NDArray value) {
    int[] matrix = {-1, -2};
    NDArray skew = value.sub(value.swapAxes(-1, -2)).abs().max(matrix);
    NDArray symmetric = skew.lte(value.abs().max(matrix).mul(SYMMETRY_TOLERANCE));
    NDArray pivots = LinearAlgebra.diagonal(LinearAlgebra.cholesky(value));
    return symmetric.logicalAnd(Events.all(pivots.gt(0), 1));
  }

  @Override
  public int eventRank() {
    return 2;
  }
}
