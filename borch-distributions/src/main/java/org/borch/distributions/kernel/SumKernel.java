package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.maximum;

import ai.djl.ndarray.NDArray;

/** k_0 + k_1. */
final class SumKernel extends PairKernel {

  SumKernel(CovarianceKernel left, CovarianceKernel right) {
    super(left, right);
  }

  @Override
  SumKernel of(CovarianceKernel newLeft, CovarianceKernel newRight) {
    return new SumKernel(newLeft, newRight);
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return left.between(x, y, same).add(right.between(x, y, same));
  }

  @Override
  public NDArray logSpectralDensity(NDArray frequencies) {
    NDArray a = left.logSpectralDensity(frequencies);
    NDArray b = right.logSpectralDensity(frequencies);
    return maximum(a, b).add(log1p(exp(a.sub(b).abs().neg())));
  }
}
