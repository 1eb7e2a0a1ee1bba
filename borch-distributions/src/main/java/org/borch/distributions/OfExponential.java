package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log1p;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.random.Noise;

/**
 * A family that is an increasing function of a standard exponential number: that is minus the
 * logarithm of the probability of values above.
 */
abstract class OfExponential extends Distribution {

  OfExponential(Parameter... parameters) {
    super(parameters);
  }

  /** The value of an exponential number. */
  abstract NDArray ofExponential(NDArray e);

  @Override
  public abstract NDArray logSurvival(NDArray x);

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return ofExponential(noise.exponential(shape(sampleShape)));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    return expm1(logSurvival(x)).neg();
  }

  @Override
  public final NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    return ofExponential(log1p(probability.neg()).neg());
  }
}
