package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/** x = u uᵀ, from Cholesky factors to symmetric positive definite matrices. */
public record Gram() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return u.matMul(u.swapAxes(-1, -2));
  }

  @Override
  public NDArray inverse(NDArray x) {
    return LinearAlgebra.cholesky(x);
  }

  /** d log 2 + Σ (d - i) log u[i, i], i from 0, over the lower triangle of x. */
  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    int d = Math.toIntExact(u.getShape().get(u.getShape().dimension() - 1));
    double[] powers = IntStream.range(0, d).mapToDouble(i -> d - i).toArray();
    NDArray weights = ArrayMath.cast(BorchArray.of(powers), u.getDataType());
    return ArrayMath.log(LinearAlgebra.diagonal(u))
        .mul(weights)
        .sum(new int[] {-1})
        .add(d * Math.log(2));
  }

  @Override
  public Constraint domain() {
    return Constraints.lowerCholesky();
  }

  @Override
  public Constraint codomain() {
    return Constraints.positiveDefinite();
  }
}
