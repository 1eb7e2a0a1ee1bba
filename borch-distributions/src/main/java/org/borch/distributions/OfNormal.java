package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.logNormalCdf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/** A family that is an increasing function of a standard normal number, skewed and with tails. */
abstract class OfNormal extends LocationScale {

  final Operand skewness;
  final Operand tailweight;

  OfNormal(Operand loc, Operand scale, Operand skewness, Operand tailweight) {
    super(
        loc,
        scale,
        loc(loc),
        scale(scale),
        new Parameter("skewness", skewness, Constraints.real()),
        new Parameter("tailweight", tailweight, Constraints.positive()));
    this.skewness = skewness;
    this.tailweight = tailweight;
  }

  /** The value of a normal number. */
  abstract NDArray ofNormal(NDArray n);

  /** The normal number of a value. */
  abstract NDArray normal(NDArray x);

  @Override
  protected final NDArray draw(Noise noise, Shape sampleShape) {
    return ofNormal(noise.normal(shape(sampleShape)));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public final NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public final NDArray logCdf(NDArray x) {
    return logNormalCdf(normal(x));
  }

  @Override
  public final NDArray logSurvival(NDArray x) {
    return logNormalCdf(normal(x).neg());
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    return ofNormal(NormalQuantile.of(probability));
  }
}
