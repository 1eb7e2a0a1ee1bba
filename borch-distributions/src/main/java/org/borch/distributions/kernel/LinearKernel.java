package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;

/** x · x': of lines through 0 with slopes from Normal(0, 1). */
final class LinearKernel extends CovarianceKernel {

  LinearKernel() {}

  @Override
  public List<Argument> arguments() {
    return List.of();
  }

  @Override
  public LinearKernel withArguments(List<Operand> values) {
    return this;
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return x.matMul(LinearAlgebra.transpose(y));
  }
}
