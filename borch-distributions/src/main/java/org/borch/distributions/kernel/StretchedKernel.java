package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** A kernel of inputs over a length scale for each dimension, which says what matters. */
final class StretchedKernel extends WrappedKernel {

  StretchedKernel(Operand lengthScales, CovarianceKernel base) {
    super(lengthScales, base);
  }

  @Override
  Argument argument() {
    return new Argument("lengthScales", own, Constraints.independent(Constraints.positive(), 1));
  }

  @Override
  StretchedKernel of(Operand newOwn, CovarianceKernel newBase) {
    return new StretchedKernel(newOwn, newBase);
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    NDArray lengths = own.like(x).expandDims(-2); // batch + [1, d]
    return base.between(x.div(lengths), y.div(lengths), same);
  }

  @Override
  public NDArray logSpectralDensity(NDArray frequencies) {
    NDArray lengths = own.like(frequencies);
    NDArray volume = lengths.log().sum(new int[] {-1}).expandDims(-1);
    return base.logSpectralDensity(frequencies.mul(lengths.expandDims(-2))).add(volume);
  }
}
