package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/** x = u uᵀ, from the Cholesky factors of correlation matrices to those matrices. */
public record CorrelationGram() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return new Gram().forward(u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    return LinearAlgebra.cholesky(x);
  }

  /** Σ (d - 1 - i) log u[i, i], i from 0, over what is below the diagonals. */
  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    int d = Math.toIntExact(u.getShape().get(u.getShape().dimension() - 1));
    double[] powers = IntStream.range(0, d).mapToDouble(i -> i == 0 ? 0 : d - 1 - i).toArray();
    NDArray weights = ArrayMath.cast(BorchArray.of(powers), u.getDataType());
    return ArrayMath.log(LinearAlgebra.diagonal(u)).mul(weights).sum(new int[] {-1});
  }

  @Override
  public Constraint domain() {
    return Constraints.correlationCholesky();
  }

  @Override
  public Constraint codomain() {
    return Constraints.correlation();
  }
}
