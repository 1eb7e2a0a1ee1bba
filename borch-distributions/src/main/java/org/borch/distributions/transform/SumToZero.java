package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Shapes;

/**
 * From real vectors of length d - 1 to vectors of length d that sum to 0: a rotation, whose columns
 * are Helmert's contrasts. Densities are over all entries but one.
 *
 * <p>Stan reference manual, "Zero sum vector".
 */
public record SumToZero() implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    return LinearAlgebra.matVec(contrasts(u, length(u.getShape()) + 1), u);
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray contrasts = contrasts(x, length(x.getShape()));
    return LinearAlgebra.matVec(LinearAlgebra.transpose(contrasts), x);
  }

  /** -log(d)/2: the rotation's, seen from d - 1 of the entries. */
  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return LastAxes.sum(u.mul(0), 1).sub(0.5 * Math.log(length(u.getShape()) + 1));
  }

  private static int length(Shape shape) {
    return Math.toIntExact(shape.get(shape.dimension() - 1));
  }

  /** [d, d-1], orthonormal columns that sum to 0. */
  private static NDArray contrasts(NDArray like, int d) {
    double[][] rows = new double[d][d - 1];
    for (int j = 0; j < d - 1; j++) {
      double norm = Math.sqrt((j + 1.0) * (j + 2.0));
      for (int i = 0; i <= j; i++) {
        rows[i][j] = 1 / norm;
      }
      rows[j + 1][j] = -(j + 1) / norm;
    }
    return ArrayMath.cast(BorchArray.of(rows), like.getDataType());
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.zeroSum();
  }

  @Override
  public Shape forwardShape(Shape u) {
    return Shapes.dropLast(u, 1).add(u.get(u.dimension() - 1) + 1);
  }

  @Override
  public Shape inverseShape(Shape x) {
    return Shapes.dropLast(x, 1).add(x.get(x.dimension() - 1) - 1);
  }
}
