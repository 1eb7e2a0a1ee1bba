package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Laplace(loc μ, scale s): p(x) = exp(-|x-μ|/s) / (2 s), x real.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 24.
 */
public final class Laplace extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public Laplace(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Laplace withParameters(List<Operand> values) {
    return new Laplace(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray s = scale.like(x);
    return abs(standardized(x)).neg().sub(log(s)).sub(Math.log(2));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape);
    NDArray size = noise.at("size").exponential(shape);
    NDArray z = where(noise.at("side").uniform(shape).lt(0.5), size.neg(), size);
    return placed(z);
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray z = standardized(x);
    return where(z.lt(0), tail(z), tail(z).neg().add(1));
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray z = standardized(x);
    return where(z.lt(0), tail(z).neg().add(1), tail(z));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    return logBelow(standardized(x));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return logBelow(standardized(x).neg());
  }

  private static NDArray logBelow(NDArray z) {
    return where(z.lt(0), z.sub(Math.log(2)), log1p(tail(z).neg()));
  }

  /** The probability beyond z on its own side. */
  private static NDArray tail(NDArray z) {
    return exp(where(z.lt(0), z, z.neg())).mul(0.5);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray lower = probability.lt(0.5);
    NDArray tail = where(lower, probability, probability.neg().add(1));
    NDArray size = log(tail.mul(2));
    NDArray z = where(lower, size, size.neg());
    return placed(z);
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(2);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(1 + Math.log(2));
  }
}
