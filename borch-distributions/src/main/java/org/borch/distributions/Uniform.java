package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/** Uniform(low, high): p(x) = 1 / (high - low), low ≤ x ≤ high; both edges have the limit. */
public final class Uniform extends Distribution {

  final Operand low;
  final Operand high;

  /** low: batch; high: batch, above low. */
  public Uniform(Operand low, Operand high) {
    super(
        new Parameter("low", low, Constraints.real()),
        new Parameter("high", high, Constraints.greaterThan(low)));
    this.low = low;
    this.high = high;
  }

  @Override
  public Uniform withParameters(List<Operand> values) {
    return new Uniform(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.interval(low, high);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray logWidth = log(high.like(x).sub(low.like(x)));
    return x.zerosLike().sub(logWidth);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return scaled(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray share = x.sub(low.like(x)).div(high.like(x).sub(low.like(x)));
    return share.maximum(0).minimum(1);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray share = high.like(x).sub(x).div(high.like(x).sub(low.like(x)));
    return share.maximum(0).minimum(1);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return scaled(probability);
  }

  @Override
  public NDArray mean() {
    return array(low).add(array(high)).mul(0.5);
  }

  @Override
  public NDArray variance() {
    return square(width()).div(12);
  }

  @Override
  public NDArray entropy() {
    return log(width());
  }

  private NDArray width() {
    return array(high).sub(array(low));
  }

  private NDArray scaled(NDArray share) {
    return share.mul(high.like(share).sub(low.like(share))).add(low.like(share));
  }
}
