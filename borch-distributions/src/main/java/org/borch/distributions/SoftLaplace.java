package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.tan;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * SoftLaplace(loc μ, scale s), a hyperbolic secant: p(x) = 2 / (π s (exp(z) + exp(-z))), z =
 * (x-μ)/s, x real: as a Laplace far out and smooth at its peak.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, section 23.11.
 */
public final class SoftLaplace extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public SoftLaplace(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public SoftLaplace withParameters(List<Operand> values) {
    return new SoftLaplace(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray size = abs(standardized(x));
    return size.add(softplus(size.mul(-2)))
        .neg()
        .sub(log(scale.like(x)))
        .add(Math.log(2 / Math.PI));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(standardized(x)).atan().mul(2 / Math.PI);
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(standardized(x).neg()).atan().mul(2 / Math.PI);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray left = probability.lt(0.5);
    NDArray tail = where(left, probability, probability.neg().add(1));
    NDArray size = log(tan(tail.mul(Math.PI / 2))).neg();
    return placed(where(left, size.neg(), size));
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(Math.PI * Math.PI / 4);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(Math.log(2 * Math.PI));
  }
}
