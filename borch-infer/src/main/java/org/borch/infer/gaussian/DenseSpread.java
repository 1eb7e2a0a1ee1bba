package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.logDetTriangular;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;

/** A covariance L Lᵀ, which is not factored again. */
final class DenseSpread extends Spread {

  private final NDArray factor;

  DenseSpread(NDArray factor) {
    this.factor = factor;
  }

  @Override
  public int dimension() {
    return Math.toIntExact(factor.getShape().get(0));
  }

  @Override
  public int noise() {
    return dimension();
  }

  @Override
  public NDArray moved(NDArray noise) {
    return noise.matMul(transpose(factor));
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    NDArray white = solveTriangular(factor, transpose(x), false); // [d, n]
    return transpose(solveTriangular(factor, white, true));
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    return x.matMul(factor).matMul(transpose(factor));
  }

  @Override
  public NDArray logVolume() {
    return logDetTriangular(factor);
  }

  @Override
  public NDArray variance() {
    return factor.square().sum(new int[] {1});
  }

  @Override
  public NDArray covariance() {
    return factor.matMul(transpose(factor));
  }

  @Override
  public Spread widened(NDArray variance) {
    return new DenseSpread(
        cholesky(covariance().add(identity(noise(), factor.getDataType()).mul(variance))));
  }
}
