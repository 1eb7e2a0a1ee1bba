package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.logDetTriangular;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** A precision B + U Uᵀ with a diagonal B, inverted by C = I + Uᵀ B⁻¹ U (Woodbury). */
final class LowRankPrecisionSpread extends Spread {

  private final NDArray diagonal;
  private final NDArray factor;

  LowRankPrecisionSpread(NDArray diagonal, NDArray factor) {
    this.diagonal = diagonal;
    this.factor = factor;
  }

  private int rank() {
    return Math.toIntExact(factor.getShape().get(1));
  }

  @Override
  public int dimension() {
    return Math.toIntExact(diagonal.size());
  }

  @Override
  public int noise() {
    return dimension() + rank();
  }

  /** Of √B ε + U η, whose covariance is the precision, the covariance times it. */
  @Override
  public NDArray moved(NDArray noise) {
    long d = diagonal.size();
    NDArray own = noise.get(new NDIndex().addAllDim().addSliceDim(0, d));
    NDArray common = noise.get(new NDIndex().addAllDim().addSliceDim(d, d + rank()));
    return covarianceTimes(own.mul(diagonal.sqrt()).add(common.matMul(transpose(factor))));
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    return x.mul(diagonal).add(x.matMul(factor).matMul(transpose(factor)));
  }

  /** The lower triangular factor of C. */
  private NDArray inner() {
    NDArray scaled = factor.div(diagonal.sqrt().expandDims(1));
    return cholesky(transpose(scaled).matMul(scaled).add(identity(rank(), factor.getDataType())));
  }

  /** W with covariance B⁻¹ - W Wᵀ: [d, k]. */
  private NDArray known() {
    NDArray scaled = factor.div(diagonal.expandDims(1)); // B⁻¹ U
    return transpose(solveTriangular(inner(), transpose(scaled), false));
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    NDArray known = known();
    return x.div(diagonal).sub(x.matMul(known).matMul(transpose(known)));
  }

  @Override
  public NDArray logVolume() {
    return diagonal.log().sum().div(-2).sub(logDetTriangular(inner()));
  }

  @Override
  public NDArray variance() {
    return diagonal.pow(-1).sub(known().square().sum(new int[] {1}));
  }

  @Override
  public NDArray covariance() {
    return covarianceTimes(identity(dimension(), diagonal.getDataType()));
  }

  /** B⁻¹ + v is a diagonal again, and Woodbury's identity turned round has the new U. */
  @Override
  public Spread widened(NDArray variance) {
    NDArray wide = diagonal.pow(-1).add(variance).pow(-1);
    NDArray known = known();
    NDArray weighted = known.mul(wide.expandDims(1));
    NDArray rest = identity(rank(), factor.getDataType()).sub(transpose(known).matMul(weighted));
    NDArray turned = solveTriangular(cholesky(rest), transpose(weighted), false);
    return new LowRankPrecisionSpread(wide, transpose(turned));
  }
}
