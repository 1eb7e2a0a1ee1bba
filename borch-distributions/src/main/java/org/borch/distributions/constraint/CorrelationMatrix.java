package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.LinearAlgebra;

/** Correlation matrices: positive definite with a diagonal of 1 within rounding. */
public record CorrelationMatrix() implements Constraint {

  /** Admits the rounding of single-precision sums. */
  private static final double TOLERANCE = 1e-5;

  @Override
  public String description() {
    return "a symmetric positive definite matrix with a diagonal of 1";
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray diagonal = LinearAlgebra.diagonal(value);
    NDArray unit = Events.all(diagonal.sub(1).abs().lte(TOLERANCE), 1);
    return Constraints.positiveDefinite().check(value).logicalAnd(unit);
  }

  @Override
  public int eventRank() {
    return 2;
  }
}
