package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.Operand;

/** 1: of one offset from Normal(0, 1) for all inputs. */
final class ConstantKernel extends CovarianceKernel {

  ConstantKernel() {}

  @Override
  public List<Argument> arguments() {
    return List.of();
  }

  @Override
  public ConstantKernel withArguments(List<Operand> values) {
    return this;
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    return Inputs.pairwise(Operand.of(1), x);
  }
}
