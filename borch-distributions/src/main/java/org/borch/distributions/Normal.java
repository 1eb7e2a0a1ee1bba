package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Normal(loc μ, scale σ): p(x) = exp(-((x-μ)/σ)²/2) / (σ √(2π)), x real.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 13.
 */
public final class Normal extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public Normal(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Normal withParameters(List<Operand> values) {
    return new Normal(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return square(standardized(x)).mul(-0.5).sub(log(scale.like(x))).sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape));
    return placed(z);
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
    return logNormalCdf(standardized(x));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return logNormalCdf(standardized(x).neg());
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return NormalQuantile.of(probability).mul(scale.like(probability)).add(loc.like(probability));
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    return square(array(scale));
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(0.5 + Stirling.HALF_LOG_TWO_PI);
  }
}
