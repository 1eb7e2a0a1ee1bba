package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.diagonalMatrix;

import ai.djl.ndarray.NDArray;

/** Independent coordinates. */
final class DiagonalSpread extends Spread {

  private final NDArray logScale;

  DiagonalSpread(NDArray logScale) {
    this.logScale = logScale;
  }

  @Override
  public int dimension() {
    return Math.toIntExact(logScale.size());
  }

  @Override
  public int noise() {
    return dimension();
  }

  @Override
  public NDArray moved(NDArray noise) {
    return noise.mul(logScale.exp());
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    return x.mul(logScale.mul(-2).exp());
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    return x.mul(variance());
  }

  @Override
  public NDArray logVolume() {
    return logScale.sum();
  }

  @Override
  public NDArray variance() {
    return logScale.mul(2).exp();
  }

  @Override
  public NDArray covariance() {
    return diagonalMatrix(variance());
  }

  @Override
  public Spread widened(NDArray variance) {
    return new DiagonalSpread(logScale.mul(2).exp().add(variance).log().div(2));
  }
}
