package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * AsymmetricLaplace(loc μ, scale s, asymmetry k): p(x) = exp(-k z) / (s (k + 1/k)) for z = (x-μ)/s
 * ≥ 0, exp(z/k) / (s (k + 1/k)) for z below 0, x real.
 *
 * <p>Kotz, Kozubowski and Podgorski 2001, The Laplace Distribution and Generalizations, chapter 3.
 */
public final class AsymmetricLaplace extends LocationScale {

  private final Operand asymmetry;

  /** loc: batch; scale: batch, above 0; asymmetry: batch, above 0; 1 is a Laplace. */
  public AsymmetricLaplace(Operand loc, Operand scale, Operand asymmetry) {
    super(
        loc,
        scale,
        loc(loc),
        scale(scale),
        new Parameter("asymmetry", asymmetry, Constraints.positive()));
    this.asymmetry = asymmetry;
  }

  @Override
  public AsymmetricLaplace withParameters(List<Operand> values) {
    return new AsymmetricLaplace(values.get(0), values.get(1), values.get(2));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray k = asymmetry.like(x);
    return exponent(x).sub(log(scale.like(x))).sub(log(k.add(k.pow(-1))));
  }

  /** -k z or z/k, at most 0. */
  private NDArray exponent(NDArray x) {
    NDArray z = standardized(x);
    NDArray k = asymmetry.like(x);
    return where(z.lt(0), z.div(k), z.mul(k).neg());
  }

  private NDArray isLeft(NDArray x) {
    return x.lt(loc.like(x));
  }

  /** The difference of two exponential numbers. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape);
    NDArray right = noise.at("right").exponential(shape);
    NDArray left = noise.at("left").exponential(shape);
    NDArray k = asymmetry.like(left);
    return right.div(k).sub(left.mul(k)).mul(scale.like(k)).add(loc.like(k));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return where(
        isLeft(x), left(x).mul(exp(exponent(x))), right(x).mul(exp(exponent(x))).neg().add(1));
  }

  @Override
  public NDArray survival(NDArray x) {
    return where(
        isLeft(x), left(x).mul(exp(exponent(x))).neg().add(1), right(x).mul(exp(exponent(x))));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray below = log1p(left(x).mul(exp(exponent(x))).neg());
    return where(isLeft(x), below, log(right(x)).add(exponent(x)));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray above = log1p(right(x).mul(exp(exponent(x))).neg());
    return where(isLeft(x), log(left(x)).add(exponent(x)), above);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray k = asymmetry.like(probability);
    NDArray isLeft = probability.lt(left(probability));
    NDArray below = log(where(isLeft, probability.div(left(probability)), 1)).mul(k);
    NDArray rest = probability.neg().add(1).div(right(probability));
    NDArray above = log(where(isLeft, 1, rest)).div(k).neg();
    return where(isLeft, below, above).mul(scale.like(k)).add(loc.like(k));
  }

  /** The probability below loc, k² / (1 + k²), in the type of x. */
  private NDArray left(NDArray x) {
    return sigmoid(log(asymmetry.like(x)).mul(2));
  }

  private NDArray right(NDArray x) {
    return sigmoid(log(asymmetry.like(x)).mul(-2));
  }

  @Override
  public NDArray mean() {
    NDArray k = array(asymmetry);
    return k.pow(-1).sub(k).mul(array(scale)).add(array(loc));
  }

  @Override
  public NDArray variance() {
    NDArray square = square(array(asymmetry));
    return square.add(square.pow(-1)).mul(square(array(scale)));
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    NDArray k = array(asymmetry);
    return log(array(scale)).add(log(k.add(k.pow(-1)))).add(1);
  }
}
