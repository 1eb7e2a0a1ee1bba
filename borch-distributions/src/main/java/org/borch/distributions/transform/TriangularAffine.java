package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;

/**
 * x = loc + A u for real vectors, with A = L, or A = L⁻ᵀ for an L that is the Cholesky factor of a
 * precision.
 *
 * @param loc batch + [d]
 * @param factor L: batch + [d, d], lower triangular with a positive diagonal
 * @param isOfPrecision whether A is L⁻ᵀ
 */
public record TriangularAffine(Operand loc, Operand factor, boolean isOfPrecision)
    implements Bijector {

  @Override
  public NDArray forward(NDArray u) {
    NDArray column = u.expandDims(-1); // [..., d, 1]
    NDArray tril = factor.like(u);
    NDArray x =
        isOfPrecision ? LinearAlgebra.solveTriangular(tril, column, true) : tril.matMul(column);
    return x.squeeze(-1).add(loc.like(u));
  }

  @Override
  public NDArray inverse(NDArray x) {
    NDArray column = x.sub(loc.like(x)).expandDims(-1); // [..., d, 1]
    NDArray tril = factor.like(x);
    NDArray u =
        isOfPrecision
            ? tril.swapAxes(-1, -2).matMul(column)
            : LinearAlgebra.solveTriangular(tril, column, false);
    return u.squeeze(-1);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    NDArray logDet = LinearAlgebra.logDetTriangular(factor.like(u));
    NDArray own = isOfPrecision ? logDet.neg() : logDet;
    return ArrayMath.broadcastTo(own, Shapes.dropLast(x.getShape(), 1));
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.realVector();
  }
}
