package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;

/** k_0 · k_1. */
final class ProductKernel extends PairKernel {

  ProductKernel(CovarianceKernel left, CovarianceKernel right) {
    super(left, right);
  }

  @Override
  ProductKernel of(CovarianceKernel newLeft, CovarianceKernel newRight) {
    return new ProductKernel(newLeft, newRight);
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return left.between(x, y, same).mul(right.between(x, y, same));
  }
}
