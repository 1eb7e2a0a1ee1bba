package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** A kernel of the distance over a length scale. */
abstract class RadialKernel extends CovarianceKernel {

  final Operand lengthScale;

  RadialKernel(Operand lengthScale) {
    this.lengthScale = lengthScale;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(new Argument("lengthScale", lengthScale, Constraints.positive()));
  }

  /** Of (|x - x'| / lengthScale)². */
  abstract NDArray of(NDArray squared);

  @Override
  protected final NDArray between(NDArray x, NDArray y, boolean same) {
    NDArray length = Inputs.pairwise(lengthScale, x);
    return of(Inputs.squaredDistances(x, y).div(length.square()));
  }

  /** |ω|²: [m, d] → [m]. */
  static NDArray squaredLengths(NDArray frequencies) {
    return frequencies.square().sum(new int[] {-1});
  }
}
