package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.TriangularAffine;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * MultivariateNormal(loc μ, Σ): p(x) = exp(-(x-μ)ᵀ Σ⁻¹ (x-μ) / 2) / √det(2π Σ), x a real vector.
 * The matrix is the covariance Σ, the precision Σ⁻¹ or scaleTril L with Σ = L Lᵀ.
 *
 * <p>Kotz, Balakrishnan and Johnson, Continuous Multivariate Distributions 1, chapter 45.
 */
public final class MultivariateNormal extends Distribution {

  /** What the matrix says. */
  public enum Parameterization {
    /** Σ, symmetric positive definite. */
    COVARIANCE("covarianceMatrix"),
    /** Σ⁻¹, symmetric positive definite. */
    PRECISION("precisionMatrix"),
    /** The lower Cholesky factor of Σ. */
    SCALE_TRIL("scaleTril");

    final String parameter;

    Parameterization(String parameter) {
      this.parameter = parameter;
    }

    Constraint constraint() {
      return this == SCALE_TRIL ? Constraints.lowerCholesky() : Constraints.positiveDefinite();
    }
  }

  private static final int[] MATRIX = {-1, -2};

  private final Operand loc;
  private final Operand matrix;
  private final Parameterization parameterization;

  /** loc: batch + [d], or a number for every entry; matrix: batch + [d, d]. */
  public MultivariateNormal(Operand loc, Operand matrix, Parameterization parameterization) {
    super(
        new Parameter("loc", vector(loc, matrix), Constraints.realVector()),
        new Parameter(parameterization.parameter, matrix, parameterization.constraint()));
    this.loc = vector(loc, matrix);
    this.matrix = matrix;
    this.parameterization = parameterization;
  }

  /** A number as a vector of the matrix's size. */
  private static Operand vector(Operand loc, Operand matrix) {
    boolean repeat = loc.shape().dimension() == 0 && matrix.shape().dimension() > 0;
    return repeat ? loc.expand(Shapes.last(matrix.shape(), 1)) : loc;
  }

  @Override
  public MultivariateNormal withParameters(List<Operand> values) {
    return new MultivariateNormal(values.get(0), values.get(1), parameterization);
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(matrix.shape(), 1);
  }

  @Override
  public Optional<Standardized> standardized() {
    Shape elements = shape(new Shape());
    Operand zero = Operand.of(0).expand(elements);
    Operand one = Operand.of(1).expand(elements);
    Operand factor =
        parameterization == Parameterization.SCALE_TRIL
            ? matrix
            : Operand.of(LinearAlgebra.cholesky(matrix.array()));
    return Optional.of(
        new Standardized(
            new Normal(zero, one).toEvent(1), new TriangularAffine(loc, factor, ofPrecision())));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray factor = factor(x.getDataType());
    NDArray centred = x.sub(loc.like(x)).expandDims(-1); // [..., d, 1]
    NDArray white = whiten(factor, centred).squeeze(-1);
    return sumLast(square(white), 1)
        .mul(-0.5)
        .sub(halfLogDet(factor))
        .sub(eventShape().size() * Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape)).expandDims(-1); // [..., d, 1]
    NDArray x = colour(factor(noise.type()), z).squeeze(-1);
    return x.add(loc.like(x));
  }

  @Override
  public NDArray mean() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    NDArray diagonal = square(root(type())).sum(new int[] {-1});
    return broadcastTo(diagonal, shape(new Shape()));
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  /** Σ: batch + [d, d]. */
  public NDArray covariance() {
    NDArray root = root(type());
    return root.matMul(root.swapAxes(-1, -2));
  }

  @Override
  public NDArray entropy() {
    double constant = eventShape().size() * (0.5 + Stirling.HALF_LOG_TWO_PI);
    return broadcastTo(halfLogDet(factor(type())).add(constant), batchShape());
  }

  /** KL(this || p) per batch. */
  NDArray divergenceFrom(MultivariateNormal p, DataType type) {
    NDArray factor = p.factor(type);
    NDArray shift = loc.as(type).sub(p.loc.as(type)).expandDims(-1); // [..., d, 1]
    NDArray distance = square(p.whiten(factor, shift)).sum(MATRIX);
    NDArray trace = square(p.whiten(factor, root(type))).sum(MATRIX);
    return trace
        .add(distance)
        .sub(eventShape().size())
        .mul(0.5)
        .add(p.halfLogDet(factor))
        .sub(halfLogDet(factor(type)));
  }

  /** The lower Cholesky factor of Σ, or of Σ⁻¹ for the precision. */
  private NDArray factor(DataType type) {
    NDArray given = matrix.as(type);
    return parameterization == Parameterization.SCALE_TRIL ? given : LinearAlgebra.cholesky(given);
  }

  private boolean ofPrecision() {
    return parameterization == Parameterization.PRECISION;
  }

  /** Some A with Σ = A Aᵀ: batch + [d, d]. */
  private NDArray root(DataType type) {
    NDArray factor = factor(type);
    return ofPrecision()
        ? colour(factor, LinearAlgebra.identity((int) eventShape().size(), type))
        : factor;
  }

  /** To unit covariance: [..., d, k] → [..., d, k]. */
  private NDArray whiten(NDArray factor, NDArray x) {
    return ofPrecision()
        ? factor.swapAxes(-1, -2).matMul(x)
        : LinearAlgebra.solveTriangular(factor, x, false);
  }

  /** From unit covariance to Σ: [..., d, k] → [..., d, k]. */
  private NDArray colour(NDArray factor, NDArray z) {
    return ofPrecision() ? LinearAlgebra.solveTriangular(factor, z, true) : factor.matMul(z);
  }

  /** log det Σ / 2. */
  private NDArray halfLogDet(NDArray factor) {
    NDArray logDet = LinearAlgebra.logDetTriangular(factor);
    return ofPrecision() ? logDet.neg() : logDet;
  }
}
