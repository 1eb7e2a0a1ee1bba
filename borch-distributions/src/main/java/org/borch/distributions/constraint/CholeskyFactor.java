package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.LinearAlgebra;

/** Lower triangular matrices with a positive diagonal. */
public record CholeskyFactor() implements Constraint {

  @Override
  public String description() {
    return "a lower triangular matrix with a positive diagonal";
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray triangular = LinearAlgebra.lowerTriangle(value).eq(value);
    return Events.all(triangular, 2).logicalAnd(Events.all(LinearAlgebra.diagonal(value).gt(0), 1));
  }

  @Override
  public int eventRank() {
    return 2;
  }
}
