package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * DiscreteUniform(low, high): 1 / (high - low + 1), k = low, low + 1, ..., high.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 6.2.
 */
public final class DiscreteUniform extends Distribution {

  private final Operand low;
  private final Operand high;

  /** low: batch, whole; high: batch, whole, from low on. */
  public DiscreteUniform(Operand low, Operand high) {
    super(
        new Parameter("low", low, Constraints.integer()),
        new Parameter(
            "high", high, Constraints.integerInterval(low, Operand.of(Double.POSITIVE_INFINITY))));
    this.low = low;
    this.high = high;
  }

  @Override
  public DiscreteUniform withParameters(List<Operand> values) {
    return new DiscreteUniform(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(low, high);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return x.zerosLike().sub(log(count(x.getDataType())));
  }

  private NDArray count(DataType type) {
    return high.as(type).sub(low.as(type)).add(1);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(low.like(x));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray upToX = x.floor().sub(low.like(x)).add(1);
    return upToX.div(count(x.getDataType())).maximum(0).minimum(1);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray aboveX = high.like(x).sub(x.floor());
    return aboveX.div(count(x.getDataType())).maximum(0).minimum(1);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray place = probability.mul(count(probability.getDataType())).ceil().sub(1).maximum(0);
    return place.add(low.like(place)).minimum(high.like(place));
  }

  @Override
  public NDArray mean() {
    return array(low).add(array(high)).mul(0.5);
  }

  @Override
  public NDArray variance() {
    return broadcastTo(square(count(type())).sub(1).div(12), batchShape());
  }

  @Override
  public NDArray entropy() {
    return broadcastTo(log(count(type())), batchShape());
  }
}
