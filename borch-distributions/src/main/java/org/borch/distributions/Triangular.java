package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.sqrt;
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
 * Triangular(low a, high b, peak c): a density that rises in a line from a to its peak at c,
 * 2/(b-a), and falls in a line to b.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, section 26.9.
 */
public final class Triangular extends Distribution {

  private final Operand low;
  private final Operand high;
  private final Operand peak;

  /** low: batch; high: batch, above low; peak: batch, from low to high. */
  public Triangular(Operand low, Operand high, Operand peak) {
    super(
        new Parameter("low", low, Constraints.real()),
        new Parameter("high", high, Constraints.greaterThan(low)),
        new Parameter("peak", peak, Constraints.interval(low, high)));
    this.low = low;
    this.high = high;
    this.peak = peak;
  }

  @Override
  public Triangular withParameters(List<Operand> values) {
    return new Triangular(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.interval(low, high);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(peak.like(x));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = low.like(x);
    NDArray b = high.like(x);
    NDArray c = peak.like(x);
    NDArray rising = x.lt(c);
    NDArray reach = where(rising, x.sub(a), b.sub(x));
    NDArray side = where(rising, c.sub(a), b.sub(c));
    NDArray atPeak = x.eq(c);
    NDArray share = where(atPeak, 0, log(where(atPeak, 1, reach)).sub(log(where(atPeak, 1, side))));
    return share.sub(log(b.sub(a))).add(Math.log(2));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  /** The probability between an end and a distance from it. */
  private static NDArray corner(NDArray reach, NDArray side, NDArray width) {
    return square(reach).div(width).div(where(side.gt(0), side, 1));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return below(x, false);
  }

  @Override
  public NDArray survival(NDArray x) {
    return below(x, true);
  }

  private NDArray below(NDArray x, boolean above) {
    NDArray a = low.like(x);
    NDArray b = high.like(x);
    NDArray c = peak.like(x);
    NDArray inner = x.maximum(a).minimum(b);
    NDArray rising = x.lt(c);
    NDArray left = corner(inner.sub(a), c.sub(a), b.sub(a));
    NDArray right = corner(b.sub(inner), b.sub(c), b.sub(a));
    return above
        ? where(rising, left.neg().add(1), right)
        : where(rising, left, right.neg().add(1));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray a = low.like(probability);
    NDArray b = high.like(probability);
    NDArray c = peak.like(probability);
    NDArray width = b.sub(a);
    NDArray rising = probability.mul(width).lt(c.sub(a));
    NDArray left = sqrt(where(rising, probability, 1).mul(width).mul(where(rising, c.sub(a), 1)));
    NDArray rest = probability.neg().add(1);
    NDArray right = sqrt(where(rising, 1, rest).mul(width).mul(where(rising, 1, b.sub(c))));
    return where(rising, a.add(left), b.sub(right));
  }

  @Override
  public NDArray mean() {
    return array(low).add(array(high)).add(array(peak)).div(3);
  }

  @Override
  public NDArray variance() {
    NDArray toLow = array(peak).sub(array(low));
    NDArray toHigh = array(high).sub(array(peak));
    return square(toLow).add(toLow.mul(toHigh)).add(square(toHigh)).div(18);
  }

  @Override
  public NDArray mode() {
    return array(peak);
  }

  @Override
  public NDArray entropy() {
    return log(array(high).sub(array(low))).add(0.5 - Math.log(2));
  }
}
