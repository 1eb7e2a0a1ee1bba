package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.Exp;
import org.borch.tensor.Operand;

/**
 * LogNormal(loc μ, scale σ of log x): p(x) = exp(-((log x - μ)/σ)²/2) / (x σ √(2π)), x > 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 14.
 */
public final class LogNormal extends Exponentiated {

  private final Normal ofLog;

  /** loc: batch; scale: batch, above 0. */
  public LogNormal(Operand loc, Operand scale) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    this.ofLog = new Normal(loc, scale);
  }

  /** The distribution of log x. */
  Normal ofLog() {
    return ofLog;
  }

  @Override
  public LogNormal withParameters(List<Operand> values) {
    return new LogNormal(values.get(0), values.get(1));
  }

  @Override
  Normal ofLog(DataType type) {
    return ofLog;
  }

  @Override
  public Optional<Standardized> standardized() {
    return ofLog
        .standardized()
        .map(log -> new Standardized(log.standard(), new Composed(log.bijector(), new Exp())));
  }

  @Override
  public NDArray mean() {
    return exp(array(ofLog.loc).add(square(array(ofLog.scale)).mul(0.5)));
  }

  @Override
  public NDArray variance() {
    NDArray variance = square(array(ofLog.scale));
    return expm1(variance).mul(exp(array(ofLog.loc).mul(2).add(variance)));
  }

  @Override
  public NDArray mode() {
    return exp(array(ofLog.loc).sub(square(array(ofLog.scale))));
  }
}
