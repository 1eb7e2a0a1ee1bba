package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.diagonalMatrix;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;

/**
 * Of a matrix of [o, m] coordinates row by row, X = Q z Rᵀ S⁻¹ with independent z: orthogonal Q for
 * the rows, R for the columns, and a scale S of each column.
 */
final class KroneckerSpread extends Spread {

  private final NDArray rows;
  private final NDArray columns;
  private final NDArray precisions;
  private final NDArray scale;

  KroneckerSpread(NDArray rows, NDArray columns, NDArray precisions, NDArray scale) {
    this.rows = rows;
    this.columns = columns;
    this.precisions = precisions;
    this.scale = scale;
  }

  @Override
  public int dimension() {
    return Math.toIntExact(precisions.size());
  }

  @Override
  public int noise() {
    return dimension();
  }

  private NDArray matrices(NDArray x) {
    return x.reshape(-1, rows.getShape().get(0), columns.getShape().get(0));
  }

  private NDArray flat(NDArray x) {
    return x.reshape(-1, precisions.size());
  }

  /** Qᵀ x R. */
  private NDArray turned(NDArray x) {
    return transpose(rows).matMul(x).matMul(columns);
  }

  /** Q z Rᵀ. */
  private NDArray back(NDArray z) {
    return rows.matMul(z).matMul(transpose(columns));
  }

  @Override
  public NDArray moved(NDArray noise) {
    return flat(back(matrices(noise).div(precisions.sqrt())).div(scale));
  }

  @Override
  public NDArray precisionTimes(NDArray x) {
    return flat(back(turned(matrices(x).mul(scale)).mul(precisions)).mul(scale));
  }

  @Override
  public NDArray covarianceTimes(NDArray x) {
    return flat(back(turned(matrices(x).div(scale)).div(precisions)).div(scale));
  }

  @Override
  public NDArray logVolume() {
    NDArray scales = scale.log().sum().mul(rows.getShape().get(0));
    return precisions.log().sum().div(-2).sub(scales);
  }

  @Override
  public NDArray variance() {
    NDArray inner = rows.square().matMul(precisions.pow(-1)).matMul(transpose(columns.square()));
    return inner.div(scale.square()).flatten();
  }

  @Override
  public NDArray covariance() {
    return covarianceTimes(identity(noise(), precisions.getDataType()));
  }

  /** It has no Kronecker factors any more where columns differ in scale: a matrix then. */
  @Override
  public Spread widened(NDArray variance) {
    NDArray more =
        variance.size() == 1
            ? identity(noise(), precisions.getDataType()).mul(variance)
            : diagonalMatrix(variance);
    return new DenseSpread(cholesky(covariance().add(more)));
  }
}
