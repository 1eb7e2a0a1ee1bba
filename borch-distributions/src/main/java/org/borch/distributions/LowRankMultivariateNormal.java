package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * LowRankMultivariateNormal(loc μ, covFactor W, covDiag c): the {@link MultivariateNormal} of
 * covariance W Wᵀ + diag c, x a real vector of length d. With W of r columns it costs d r².
 *
 * <p>Woodbury's identity and the matrix determinant lemma: Petersen and Pedersen 2012, The Matrix
 * Cookbook, equations 156 and 24.
 */
public final class LowRankMultivariateNormal extends Distribution {

  private final Operand loc;
  private final Operand covFactor;
  private final Operand covDiag;

  /** loc: batch + [d]; covFactor: batch + [d, r]; covDiag: batch + [d], above 0. */
  public LowRankMultivariateNormal(Operand loc, Operand covFactor, Operand covDiag) {
    super(
        new Parameter("loc", loc, Constraints.realVector()),
        new Parameter("covFactor", covFactor, Constraints.independent(Constraints.real(), 2)),
        new Parameter("covDiag", covDiag, Constraints.independent(Constraints.positive(), 1)));
    this.loc = loc;
    this.covFactor = covFactor;
    this.covDiag = covDiag;
  }

  @Override
  public LowRankMultivariateNormal withParameters(List<Operand> values) {
    return new LowRankMultivariateNormal(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.realVector();
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(covDiag.shape(), 1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    DataType type = x.getDataType();
    NDArray diagonal = covDiag.as(type);
    NDArray centred = x.sub(loc.as(type));
    NDArray scaled = centred.div(diagonal).expandDims(-1); // [..., d, 1]
    NDArray projected = LinearAlgebra.transpose(covFactor.as(type)).matMul(scaled); // [..., r, 1]
    NDArray capacitance = capacitance(type);
    NDArray explained = LinearAlgebra.solveTriangular(capacitance, projected, false);
    NDArray distance = sumLast(square(centred).div(diagonal), 1).sub(sumLast(square(explained), 2));
    return distance
        .mul(-0.5)
        .sub(halfLogDet(capacitance, diagonal))
        .sub(eventShape().get(0) * Stirling.HALF_LOG_TWO_PI);
  }

  /** The Cholesky factor of I + Wᵀ diag(c)⁻¹ W: batch + [r, r]. */
  private NDArray capacitance(DataType type) {
    NDArray factor = covFactor.as(type);
    NDArray scaled = factor.div(covDiag.as(type).expandDims(-1));
    NDArray product = LinearAlgebra.transpose(factor).matMul(scaled);
    Shape shape = factor.getShape();
    int rank = Math.toIntExact(shape.get(shape.dimension() - 1));
    return LinearAlgebra.cholesky(product.add(LinearAlgebra.identity(rank, type)));
  }

  private static NDArray halfLogDet(NDArray capacitance, NDArray diagonal) {
    return LinearAlgebra.logDetTriangular(capacitance).add(sumLast(log(diagonal), 1).mul(0.5));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray own = noise.at("diagonal").normal(shape(sampleShape));
    Shape factors =
        Shapes.concat(Shapes.concat(sampleShape, batchShape()), Shapes.last(covFactor.shape(), 1));
    NDArray common = noise.at("factor").normal(factors);
    return LinearAlgebra.matVec(covFactor.like(own), common)
        .add(sqrt(covDiag.like(own)).mul(own))
        .add(loc.like(own));
  }

  /** The same with its covariance as a matrix. */
  MultivariateNormal full() {
    NDArray factor = covFactor.as(type());
    NDArray covariance =
        factor
            .matMul(LinearAlgebra.transpose(factor))
            .add(LinearAlgebra.diagonalMatrix(covDiag.as(type())));
    return new MultivariateNormal(
        loc, Operand.of(covariance), MultivariateNormal.Parameterization.COVARIANCE);
  }

  @Override
  public NDArray mean() {
    return broadcastTo(loc.as(type()), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    NDArray diagonal = square(covFactor.as(type())).sum(new int[] {-1}).add(covDiag.as(type()));
    return broadcastTo(diagonal, shape(new Shape()));
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    double constant = eventShape().get(0) * (0.5 + Stirling.HALF_LOG_TWO_PI);
    NDArray halfLogDet = halfLogDet(capacitance(type()), covDiag.as(type()));
    return broadcastTo(halfLogDet.add(constant), batchShape());
  }
}
