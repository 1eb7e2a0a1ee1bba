package org.borch.distributions.kernel;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;

/** 1 for a measurement with itself, else 0: of independent numbers from Normal(0, 1). */
final class WhiteNoise extends CovarianceKernel {

  WhiteNoise() {}

  @Override
  public List<Argument> arguments() {
    return List.of();
  }

  @Override
  public WhiteNoise withArguments(List<Operand> values) {
    return this;
  }

  @Override
  protected NDArray between(NDArray x, NDArray y, boolean same) {
    int n = Math.toIntExact(x.getShape().get(x.getShape().dimension() - 2));
    return same ? LinearAlgebra.identity(n, x.getDataType()) : Inputs.pairwise(Operand.of(0), x);
  }
}
