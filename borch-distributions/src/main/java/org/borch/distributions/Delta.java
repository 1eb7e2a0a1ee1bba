package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Delta(value): all mass at one point. Its density is taken with respect to the counting measure on
 * that point: log density 0 where x equals the value bit for bit, -inf elsewhere, and entropy 0.
 *
 * <p>Draws are the value itself, never a round trip through a bijector, so the log density of a
 * Delta's own draw is exactly 0. A point approximation of a constrained variable is therefore
 * {@code Delta(bijector.forward(u), support)}; {@link TransformedDistribution#of} makes the same of
 * a transformed Delta.
 */
public final class Delta extends Distribution {

  final Operand value;
  private final Constraint support;

  /** value: batch + the support's event. */
  public Delta(Operand value, Constraint support) {
    super(new Parameter("value", value, support));
    this.value = value;
    this.support = support;
  }

  @Override
  public Delta withParameters(List<Operand> values) {
    return new Delta(values.get(0), support);
  }

  @Override
  public Constraint support() {
    return support;
  }

  @Override
  public Shape eventShape() {
    return Shapes.last(value.shape(), support.eventRank());
  }

  @Override
  public boolean isReparameterized() {
    return true;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray differs = cast(x.neq(value.like(x)), type());
    NDArray equal = sumLast(differs, support.eventRank()).eq(0);
    return where(equal, 0, constant(differs, Double.NEGATIVE_INFINITY));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return broadcastTo(value.as(noise.type()), shape(sampleShape));
  }

  @Override
  public boolean has(Quantity quantity) {
    boolean ofOrder = quantity == Quantity.CDF || quantity == Quantity.ICDF;
    return super.has(quantity) && !(ofOrder && support.eventRank() > 0);
  }

  @Override
  public NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return cast(x.gte(value.like(x)), x.getDataType());
  }

  @Override
  public NDArray icdf(NDArray probability) {
    require(Quantity.ICDF);
    NDArray point = value.like(probability);
    return broadcastTo(point, Shapes.broadcast(point.getShape(), probability.getShape()));
  }

  @Override
  public NDArray mean() {
    return broadcastTo(value.as(type()), shape(new Shape()));
  }

  @Override
  public NDArray variance() {
    return mean().zerosLike();
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    return sumLast(variance(), support.eventRank());
  }
}
