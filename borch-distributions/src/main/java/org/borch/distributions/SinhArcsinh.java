package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1pSquare;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.Operand;

/**
 * SinhArcsinh(loc μ, scale s, skewness ε, tailweight δ): sinh(δ asinh(z) - ε) is a standard normal
 * number, z = (x-μ)/s, x real. Skewness 0 and tailweight 1 are a Normal; a tailweight below 1 has
 * heavier tails.
 *
 * <p>Jones and Pewsey 2009, "Sinh-arcsinh distributions", equation 2.
 */
public final class SinhArcsinh extends OfNormal {

  /** loc: batch; scale: batch, above 0; skewness: batch; tailweight: batch, above 0. */
  public SinhArcsinh(Operand loc, Operand scale, Operand skewness, Operand tailweight) {
    super(loc, scale, skewness, tailweight);
  }

  @Override
  public SinhArcsinh withParameters(List<Operand> values) {
    return new SinhArcsinh(values.get(0), values.get(1), values.get(2), values.get(3));
  }

  /** The inverse hyperbolic sine of the normal number of x. */
  private NDArray angle(NDArray x) {
    return standardized(x).asinh().mul(tailweight.like(x)).sub(skewness.like(x));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray size = abs(angle(x));
    NDArray logCosh = size.add(softplus(size.mul(-2))).sub(Math.log(2));
    NDArray logRoot = log1pSquare(standardized(x)).mul(0.5);
    return square(normal(x))
        .mul(-0.5)
        .add(logCosh)
        .add(log(tailweight.like(x)))
        .sub(logRoot)
        .sub(log(scale.like(x)))
        .sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  NDArray normal(NDArray x) {
    return angle(x).sinh();
  }

  @Override
  NDArray ofNormal(NDArray n) {
    return placed(n.asinh().add(skewness.like(n)).div(tailweight.like(n)).sinh());
  }
}
