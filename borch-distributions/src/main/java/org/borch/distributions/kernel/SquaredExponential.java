package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.Operand;

/** exp(-r²/2), r the distance over the length scale: of functions with all derivatives. */
final class SquaredExponential extends RadialKernel {

  SquaredExponential(Operand lengthScale) {
    super(lengthScale);
  }

  @Override
  public SquaredExponential withArguments(List<Operand> values) {
    return new SquaredExponential(values.get(0));
  }

  @Override
  NDArray of(NDArray squared) {
    return exp(squared.mul(-0.5));
  }

  /** (2π)^(d/2) l^d exp(-l²ω²/2). */
  @Override
  public NDArray logSpectralDensity(NDArray frequencies) {
    long d = frequencies.getShape().get(1);
    NDArray l = lengthScale.like(frequencies).expandDims(-1);
    return log(l)
        .add(0.5 * Math.log(2 * Math.PI))
        .mul(d)
        .sub(l.square().mul(squaredLengths(frequencies)).mul(0.5));
  }
}
