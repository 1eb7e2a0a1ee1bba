package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1pSquare;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Cauchy(loc μ, scale s): p(x) = 1 / (π s (1 + ((x-μ)/s)²)), x real. It has no mean and no
 * variance.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 16.
 */
public final class Cauchy extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public Cauchy(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Cauchy withParameters(List<Operand> values) {
    return new Cauchy(values.get(0), values.get(1));
  }

  /** However small its scale, squares of its draws have no mean. */
  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return log1pSquare(standardized(x)).neg().sub(log(scale.like(x))).sub(Math.log(Math.PI));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  /** The angle from -z to 1, which keeps its digits in both tails. */
  @Override
  public NDArray cdf(NDArray x) {
    NDArray z = standardized(x);
    return z.onesLike().atan2(z.neg()).div(Math.PI);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray z = standardized(x);
    return z.onesLike().atan2(z).div(Math.PI);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray lower = probability.lt(0.5);
    NDArray tail = where(lower, probability, probability.neg().add(1));
    NDArray size = tail.mul(Math.PI).tan().pow(-1);
    NDArray z = where(lower, size.neg(), size);
    return placed(z);
  }

  @Override
  public NDArray mean() {
    return array(loc).mul(Double.NaN);
  }

  @Override
  public NDArray variance() {
    return array(scale).mul(Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(Math.log(4 * Math.PI));
  }
}
