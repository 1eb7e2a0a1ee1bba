package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.erf;
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
 * Moyal(loc μ, scale s): p(x) = exp(-(z + exp(-z))/2) / (s √(2π)), z = (x-μ)/s, x real: z is -log
 * of the square of a normal number.
 *
 * <p>Walck 1996, "Hand-book on statistical distributions for experimentalists", chapter 26.
 */
public final class Moyal extends LocationScale {

  /** loc: batch; scale: batch, above 0. */
  public Moyal(Operand loc, Operand scale) {
    super(loc, scale, loc(loc), scale(scale));
  }

  @Override
  public Moyal withParameters(List<Operand> values) {
    return new Moyal(values.get(0), values.get(1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray z = standardized(x);
    return z.add(exp(z.neg())).mul(-0.5).sub(log(scale.like(x))).sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = log(abs(noise.normal(shape(sampleShape)))).mul(-2);
    return placed(z);
  }

  /** The size of the normal number. */
  private NDArray root(NDArray x) {
    return exp(standardized(x).mul(-0.5));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return erf(root(x).mul(Math.sqrt(0.5)));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    return logNormalCdf(root(x).neg()).add(Math.log(2));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return placed(log(NormalQuantile.of(probability.mul(0.5)).neg()).mul(-2));
  }

  @Override
  public NDArray mean() {
    return array(loc).add(array(scale).mul(Gumbel.EULER + Math.log(2)));
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(Math.PI * Math.PI / 2);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    double ofStandard = 0.5 * (Gumbel.EULER + Math.log(2) + 1) + Stirling.HALF_LOG_TWO_PI;
    return log(array(scale)).add(ofStandard);
  }
}
