package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/** exp(-2 Σ sin²(π (x - x') / period) / lengthScale²): of functions that repeat. */
final class Periodic extends CovarianceKernel {

  private final Operand lengthScale;
  private final Operand period;

  Periodic(Operand lengthScale, Operand period) {
    this.lengthScale = lengthScale;
    this.period = period;
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        new Argument("lengthScale", lengthScale, Constraints.positive()),
        new Argument("period", period, Constraints.positive()));
  }

  @Override
  public Periodic withArguments(List<Operand> values) {
    return new Periodic(values.get(0), values.get(1));
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    NDArray l = Inputs.pairwise(lengthScale, x);
    NDArray turn = Inputs.pairwise(period, x).expandDims(-1);
    NDArray angles = Inputs.differences(x, y).div(turn).mul(Math.PI);
    NDArray sines = square(sin(angles)).sum(new int[] {-1});
    return exp(sines.div(l.square()).mul(-2));
  }
}
