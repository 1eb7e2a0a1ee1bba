package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log1p;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** (1 + r²/(2α))^-α: squared exponentials of many length scales, mixed by a gamma of shape α. */
final class RationalQuadratic extends CovarianceKernel {

  private final Operand lengthScale;
  private final Operand mixture;

  RationalQuadratic(Operand lengthScale, Operand mixture) {
    this.lengthScale = lengthScale;
    this.mixture = mixture;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        new Argument("lengthScale", lengthScale, Constraints.positive()),
        new Argument("mixture", mixture, Constraints.positive()));
  }

  @Override
  public RationalQuadratic withArguments(List<Operand> values) {
    return new RationalQuadratic(values.get(0), values.get(1));
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    NDArray l = Inputs.pairwise(lengthScale, x);
    NDArray alpha = Inputs.pairwise(mixture, x);
    NDArray ratio = Inputs.squaredDistances(x, y).div(l.square()).div(alpha.mul(2));
    return exp(log1p(ratio).mul(alpha).neg());
  }
}
