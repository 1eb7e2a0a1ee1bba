package org.borch.distributions;

import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.MultivariateNormal.Parameterization;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Gram;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Wishart(df ν, V), of mean ν V: p(X) = |X|^((ν-d-1)/2) exp(-tr(V⁻¹ X)/2) / (2^(νd/2) |V|^(ν/2)
 * Γ_d(ν/2)) for symmetric positive definite X. The matrix is V or scaleTril L with V = L Lᵀ.
 *
 * <p>Anderson 2003, An Introduction to Multivariate Statistical Analysis, section 7.2.
 */
public final class Wishart extends Distribution {

  final Operand df;
  private final Operand matrix;
  private final Parameterization parameterization;

  private Wishart(Operand df, Operand matrix, Parameterization parameterization) {
    super(
        new Parameter("df", df, above(matrix)),
        new Parameter(parameterization.parameter, matrix, parameterization.constraint()));
    this.df = df;
    this.matrix = matrix;
    this.parameterization = parameterization;
  }

  /** Above d - 1, where there is a density. */
  static Constraint above(Operand matrix) {
    int rank = matrix.shape().dimension();
    return Constraints.greaterThan(Operand.of(rank == 0 ? 0 : matrix.shape().get(rank - 1) - 1.0));
  }

  /** df: batch, above d - 1; covarianceMatrix: batch + [d, d]. */
  public static Wishart ofCovariance(Operand df, Operand covarianceMatrix) {
    return new Wishart(df, covarianceMatrix, Parameterization.COVARIANCE);
  }

  /** df: batch, above d - 1; scaleTril: batch + [d, d], lower triangular. */
  public static Wishart ofScaleTril(Operand df, Operand scaleTril) {
    return new Wishart(df, scaleTril, Parameterization.SCALE_TRIL);
  }

  @Override
  public Wishart withParameters(List<Operand> values) {
    return new Wishart(values.get(0), values.get(1), parameterization);
  }

  @Override
  public Constraint support() {
    return Constraints.positiveDefinite();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(matrix.shape(), 2);
  }

  private int d() {
    return Math.toIntExact(eventShape().get(0));
  }

  private NDArray factor(DataType type) {
    return parameterization == Parameterization.SCALE_TRIL
        ? matrix.as(type)
        : LinearAlgebra.cholesky(matrix.as(type));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logDensityOfFactor(LinearAlgebra.cholesky(x));
  }

  /** The density of X = l lᵀ. */
  NDArray logDensityOfFactor(NDArray l) {
    NDArray nu = df.like(l);
    NDArray factor = factor(l.getDataType());
    NDArray white = LinearAlgebra.solveTriangular(factor, l, false);
    return nu.sub(d() + 1.0)
        .mul(LinearAlgebra.logDetTriangular(l))
        .sub(Bartlett.squares(white).mul(0.5))
        .sub(nu.mul(LinearAlgebra.logDetTriangular(factor).add(d() * Math.log(2) / 2)))
        .sub(Bartlett.logGammas(nu, d()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(LinearAlgebra.identity(d(), x.getDataType()));
  }

  /** The Cholesky factor of a draw: sampleShape + batch + [d, d]. */
  NDArray drawFactor(Noise noise, Shape sampleShape) {
    Shape batch = Shapes.concat(sampleShape, batchShape());
    NDArray standard = Bartlett.draw(noise, df.as(noise.type()), d(), batch);
    return factor(noise.type()).matMul(standard);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return new Gram().forward(drawFactor(noise, sampleShape));
  }

  private NDArray covariance() {
    return parameterization == Parameterization.SCALE_TRIL
        ? new Gram().forward(factor(type()))
        : matrix.as(type());
  }

  /** batch + [1, 1]. */
  private NDArray perMatrix(NDArray ofBatch) {
    return ofBatch.expandDims(-1).expandDims(-1);
  }

  @Override
  public NDArray mean() {
    return perMatrix(array(df)).mul(covariance());
  }

  @Override
  public NDArray variance() {
    NDArray v = covariance();
    NDArray diagonal = LinearAlgebra.diagonal(v);
    NDArray products = LinearAlgebra.outer(diagonal, diagonal);
    return perMatrix(array(df)).mul(v.square().add(products));
  }

  /** NaN for df up to d + 1, where the density has no peak. */
  @Override
  public NDArray mode() {
    NDArray rest = array(df).sub(d() + 1.0);
    NDArray factor = where(rest.gt(0), rest, Double.NaN);
    return perMatrix(factor).mul(covariance());
  }

  @Override
  public NDArray entropy() {
    NDArray nu = array(df);
    int d = d();
    return LinearAlgebra.logDetTriangular(factor(type()))
        .mul(d + 1.0)
        .add(d * (d + 1) / 2.0 * Math.log(2))
        .add(Bartlett.logGammas(nu, d))
        .sub(nu.sub(d + 1.0).mul(0.5).mul(Bartlett.digammas(nu, d)))
        .add(nu.mul(d / 2.0));
  }

  /** E_q[log q - log p]. */
  static NDArray divergence(Wishart q, Wishart p) {
    int d = q.d();
    NDArray nu = q.array(q.df);
    NDArray other = p.array(p.df);
    NDArray ofQ = q.factor(q.type());
    NDArray ofP = p.factor(q.type());
    NDArray white = LinearAlgebra.solveTriangular(ofP, ofQ, false);
    NDArray logDets = LinearAlgebra.logDetTriangular(ofP).sub(LinearAlgebra.logDetTriangular(ofQ));
    return other
        .mul(logDets)
        .add(Bartlett.squares(white).sub(d).mul(nu).mul(0.5))
        .add(Bartlett.logGammas(other, d))
        .sub(Bartlett.logGammas(nu, d))
        .add(nu.sub(other).mul(0.5).mul(Bartlett.digammas(nu, d)));
  }
}
