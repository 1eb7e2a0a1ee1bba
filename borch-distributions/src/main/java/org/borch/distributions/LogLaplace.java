package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * LogLaplace(loc μ, scale b): log x is Laplace(μ, b): p(x) = exp(-|log x - μ|/b) / (2 b x), x &gt;
 * 0. The mean is infinite for b ≥ 1, the variance for b ≥ 1/2.
 *
 * <p>Kozubowski and Podgórski 2003, "Log-Laplace distributions".
 */
public final class LogLaplace extends Exponentiated {

  private final Operand loc;
  private final Operand scale;

  /** loc: batch; scale: batch, above 0. */
  public LogLaplace(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public LogLaplace withParameters(List<Operand> values) {
    return new LogLaplace(values.get(0), values.get(1));
  }

  @Override
  Laplace ofLog(DataType type) {
    return new Laplace(Operand.of(loc.as(type)), Operand.of(scale.as(type)));
  }

  /** E[x^n] = exp(nμ) / (1 - n²b²). */
  private NDArray moment(int n) {
    NDArray b = array(scale).mul(n);
    NDArray finite = b.lt(1);
    NDArray rest = square(where(finite, b, 0)).neg().add(1);
    return where(finite, exp(array(loc).mul(n)).div(rest), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mean() {
    return moment(1);
  }

  @Override
  public NDArray variance() {
    NDArray finite = array(scale).lt(0.5);
    return moment(2).sub(square(where(finite, moment(1), 0)));
  }
}
