package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Zipf(exponent s): k^-s / ζ(s), k = 1, 2, 3, ...: the frequency of the k-th most frequent word.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 11.2.20.
 */
public final class Zipf extends Distribution {

  private final Operand exponent;

  /** exponent: batch, above 1. */
  public Zipf(Operand exponent) {
    super(new Parameter("exponent", exponent, Constraints.greaterThan(Operand.of(1))));
    this.exponent = exponent;
  }

  @Override
  public Zipf withParameters(List<Operand> values) {
    return new Zipf(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(1), Operand.of(Double.POSITIVE_INFINITY));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray s = exponent.like(x);
    return log(x).mul(s).neg().sub(log(Zeta.from(s, s.onesLike())));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return survival(x).neg().add(1);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray s = exponent.like(x);
    NDArray next = x.floor().maximum(0).add(1);
    NDArray above = Zeta.from(s, next).div(Zeta.from(s, s.onesLike()));
    return where(x.lt(1), 1, above);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return CountSearch.of(in(probability.getDataType()), probability, 1);
  }

  /** ζ(s - less), of an s above less + 1. */
  private NDArray zeta(int less) {
    NDArray s = array(exponent);
    NDArray safe = where(s.gt(less + 1), s, less + 2);
    return Zeta.from(safe.sub(less), safe.onesLike());
  }

  @Override
  public NDArray mean() {
    NDArray mean = zeta(1).div(zeta(0));
    return where(array(exponent).gt(2), mean, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray variance = zeta(2).div(zeta(0)).sub(square(zeta(1).div(zeta(0))));
    return where(array(exponent).gt(3), variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(exponent).onesLike();
  }
}
