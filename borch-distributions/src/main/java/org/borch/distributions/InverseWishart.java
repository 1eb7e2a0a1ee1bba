package org.borch.distributions;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Gram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * InverseWishart(df ν, scaleMatrix Ψ), the inverse of a Wishart(ν, Ψ⁻¹): p(X) = |Ψ|^(ν/2)
 * |X|^(-(ν+d+1)/2) exp(-tr(Ψ X⁻¹)/2) / (2^(νd/2) Γ_d(ν/2)) for symmetric positive definite X.
 *
 * <p>Anderson 2003, An Introduction to Multivariate Statistical Analysis, section 7.7.
 */
public final class InverseWishart extends Distribution {

  private final Operand df;
  private final Operand scaleMatrix;

  /** df: batch, above d - 1; scaleMatrix: batch + [d, d], symmetric positive definite. */
  public InverseWishart(Operand df, Operand scaleMatrix) {
    super(
        new Parameter("df", df, Wishart.above(scaleMatrix)),
        new Parameter("scaleMatrix", scaleMatrix, Constraints.positiveDefinite()));
    this.df = df;
    this.scaleMatrix = scaleMatrix;
  }

  @Override
  public InverseWishart withParameters(List<Operand> values) {
    return new InverseWishart(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.positiveDefinite();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(scaleMatrix.shape(), 2);
  }

  private int d() {
    return Math.toIntExact(eventShape().get(0));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray nu = df.like(x);
    NDArray l = LinearAlgebra.cholesky(x);
    NDArray factor = LinearAlgebra.cholesky(scaleMatrix.like(x));
    NDArray white = LinearAlgebra.solveTriangular(l, factor, false);
    return nu.mul(LinearAlgebra.logDetTriangular(factor).sub(d() * Math.log(2) / 2))
        .sub(nu.add(d() + 1.0).mul(LinearAlgebra.logDetTriangular(l)))
        .sub(Bartlett.squares(white).mul(0.5))
        .sub(Bartlett.logGammas(nu, d()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(LinearAlgebra.identity(d(), x.getDataType()));
  }

  /** With Ψ = C Cᵀ and Bartlett's A: C (A Aᵀ)⁻¹ Cᵀ. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape batch = Shapes.concat(sampleShape, batchShape());
    NDArray standard = Bartlett.draw(noise, df.as(noise.type()), d(), batch);
    NDArray factor = LinearAlgebra.cholesky(scaleMatrix.as(noise.type()));
    NDArray root = LinearAlgebra.solveTriangular(standard, LinearAlgebra.transpose(factor), false);
    return new Gram().forward(LinearAlgebra.transpose(root));
  }

  /** NaN for df up to d + 1. */
  @Override
  public NDArray mean() {
    NDArray rest = array(df).sub(d() + 1.0);
    return scaled(where(rest.gt(0), rest, Double.NaN));
  }

  @Override
  public NDArray mode() {
    return scaled(array(df).add(d() + 1.0));
  }

  private NDArray scaled(NDArray divisor) {
    return scaleMatrix.as(type()).div(divisor.expandDims(-1).expandDims(-1));
  }

  /** Infinite for df up to d + 3. */
  @Override
  public NDArray variance() {
    NDArray rest = array(df).sub(d()).expandDims(-1).expandDims(-1);
    NDArray finite = rest.gt(3);
    NDArray safe = where(finite, rest, 4);
    NDArray psi = scaleMatrix.as(type());
    NDArray diagonal = LinearAlgebra.diagonal(psi);
    NDArray products = LinearAlgebra.outer(diagonal, diagonal);
    NDArray above = safe.add(1).mul(psi.square()).add(safe.sub(1).mul(products));
    NDArray below = safe.mul(safe.sub(1).square()).mul(safe.sub(3));
    return where(finite, above.div(below), Double.POSITIVE_INFINITY);
  }
}
