package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Gumbel(loc μ, scale s) of maxima: p(x) = exp(-z - exp(-z)) / s, z = (x-μ)/s, x real.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 22.
 */
public final class Gumbel extends LocationScale {

  static final double EULER = 0.5772156649015329; // DLMF 5.2.3

  /** loc: batch; scale: batch, above 0. */
  public Gumbel(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Gumbel withParameters(List<Operand> values) {
    return new Gumbel(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray z = standardized(x);
    return z.neg().sub(exp(z.neg())).sub(log(scale.like(x)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    return log(e).neg().mul(scale.like(e)).add(loc.like(e));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return expm1(logCdf(x)).neg();
  }

  @Override
  public NDArray logCdf(NDArray x) {
    return exp(standardized(x).neg()).neg();
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray z = log(log(probability).neg()).neg();
    return placed(z);
  }

  @Override
  public NDArray mean() {
    return array(loc).add(array(scale).mul(EULER));
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(Math.PI * Math.PI / 6);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(1 + EULER);
  }
}
