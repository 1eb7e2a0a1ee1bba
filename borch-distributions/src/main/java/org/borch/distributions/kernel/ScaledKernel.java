package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** scale² k. */
final class ScaledKernel extends WrappedKernel {

  ScaledKernel(Operand scale, CovarianceKernel base) {
    super(scale, base);
  }

  @Override
  Argument argument() {
    return new Argument("scale", own, Constraints.positive());
  }

  @Override
  ScaledKernel of(Operand newOwn, CovarianceKernel newBase) {
    return new ScaledKernel(newOwn, newBase);
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return base.between(x, y, same).mul(Inputs.pairwise(own, x).square());
  }

  @Override
  public NDArray logSpectralDensity(NDArray frequencies) {
    NDArray scale = own.like(frequencies).expandDims(-1);
    return base.logSpectralDensity(frequencies).add(log(scale).mul(2));
  }
}
