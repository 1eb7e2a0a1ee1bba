package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.diagonalMatrix;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.logDetTriangular;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** A covariance D² + U Uᵀ, inverted by the k x k matrix C = I + Uᵀ D⁻² U (Woodbury). */
final class LowRankSpread extends Spread {

  private final NDArray logScale;
  private final NDArray factor;

  LowRankSpread(NDArray logScale, NDArray factor) {
    this.logScale = logScale;
    this.factor = factor;
  }

  private int rank() {
    return Math.toIntExact(factor.getShape().get(1));
  }

  @Override
  public int dimension() {
    return Math.toIntExact(logScale.size());
  }

  @Override
  public int noise() {
    return dimension() + rank();
  }

  @Override
  public NDArray moved(NDArray noise) {
    long d = logScale.size();
    NDArray own = noise.get(new NDIndex().addAllDim().addSliceDim(0, d));
    NDArray common = noise.get(new NDIndex().addAllDim().addSliceDim(d, d + rank()));
    return own.mul(logScale.exp()).add(common.matMul(transpose(factor)));
  }

  /** The lower triangular factor of C. */
  private NDArray inner() {
    NDArray scaled = factor.mul(logScale.neg().exp().expandDims(1)); // D⁻¹ U
    return cholesky(transpose(scaled).matMul(scaled).add(identity(rank(), factor.getDataType())));
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    NDArray precision = logScale.mul(-2).exp();
    NDArray scaled = x.mul(precision); // [n, d]
    NDArray inner = inner();
    NDArray common = transpose(scaled.matMul(factor)); // [k, n]
    NDArray solved = solveTriangular(inner, solveTriangular(inner, common, false), true);
    return scaled.sub(transpose(solved).matMul(transpose(factor)).mul(precision));
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    return x.mul(logScale.mul(2).exp()).add(x.matMul(factor).matMul(transpose(factor)));
  }

  @Override
  public NDArray logVolume() {
    return logScale.sum().add(logDetTriangular(inner()));
  }

  @Override
  public NDArray variance() {
    return logScale.mul(2).exp().add(factor.square().sum(new int[] {1}));
  }

  @Override
  public NDArray covariance() {
    return diagonalMatrix(logScale.mul(2).exp()).add(factor.matMul(transpose(factor)));
  }

  @Override
  public Spread widened(NDArray variance) {
    return new LowRankSpread(logScale.mul(2).exp().add(variance).log().div(2), factor);
  }
}
