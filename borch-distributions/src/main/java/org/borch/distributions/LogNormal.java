package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.Exp;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * LogNormal(loc μ, scale σ of log x): p(x) = exp(-((log x - μ)/σ)²/2) / (x σ √(2π)), x > 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 14.
 */
public final class LogNormal extends Distribution {

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
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  public Optional<Standardized> standardized() {
    return ofLog
        .standardized()
        .map(log -> new Standardized(log.standard(), new Composed(log.bijector(), new Exp())));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return ofLog.logProb(log(x)).sub(log(x));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return Rounding.positive(exp(ofLog.draw(noise, sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray positive = x.gt(0);
    return where(positive, ofLog.logCdf(log(where(positive, x, 1))), Double.NEGATIVE_INFINITY);
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray positive = x.gt(0);
    return where(positive, ofLog.logSurvival(log(where(positive, x, 1))), 0);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return exp(ofLog.icdf(probability));
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

  @Override
  public NDArray entropy() {
    return ofLog.entropy().add(array(ofLog.loc));
  }
}
