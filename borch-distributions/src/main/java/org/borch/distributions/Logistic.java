package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Logistic(loc μ, scale s): p(x) = exp(-z) / (s (1 + exp(-z))²), z = (x-μ)/s, x real.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 23.
 */
public final class Logistic extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public Logistic(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Logistic withParameters(List<Operand> values) {
    return new Logistic(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray z = standardized(x);
    return logSigmoid(z).add(logSigmoid(z.neg())).sub(log(scale.like(x)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return sigmoid(standardized(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return sigmoid(standardized(x).neg());
  }

  @Override
  public NDArray logCdf(NDArray x) {
    return logSigmoid(standardized(x));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return logSigmoid(standardized(x).neg());
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray z = log(probability).sub(log1p(probability.neg()));
    return placed(z);
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(Math.PI * Math.PI / 3);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(2);
  }
}
