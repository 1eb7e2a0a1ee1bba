package org.borch.distributions;

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
 * Pert(low a, high b, peak c, concentration λ): a Beta(1 + λ (c-a)/(b-a), 1 + λ (b-c)/(b-a))
 * stretched from a to b. An expert's minimum, maximum and most likely value; λ is 4 in the method
 * of that name.
 *
 * <p>Vose 2008, Risk Analysis, section III.7.
 */
public final class Pert extends Distribution {

  private final Operand low;
  private final Operand high;
  private final Operand peak;
  private final Operand concentration;

  /**
   * low: batch; high: batch, above low; peak: batch, from low to high; concentration: batch, above
   * 0.
   */
  public Pert(Operand low, Operand high, Operand peak, Operand concentration) {
    super(
        new Parameter("low", low, Constraints.real()),
        new Parameter("high", high, Constraints.greaterThan(low)),
        new Parameter("peak", peak, Constraints.interval(low, high)),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.low = low;
    this.high = high;
    this.peak = peak;
    this.concentration = concentration;
  }

  @Override
  public Pert withParameters(List<Operand> values) {
    return new Pert(values.get(0), values.get(1), values.get(2), values.get(3));
  }

  @Override
  public Constraint support() {
    return Constraints.interval(low, high);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(peak.like(x));
  }

  private NDArray width(DataType type) {
    return high.as(type).sub(low.as(type));
  }

  /** The distribution of (x - a) / (b - a). */
  private Beta standard(DataType type) {
    NDArray share = peak.as(type).sub(low.as(type)).div(width(type));
    NDArray lambda = concentration.as(type);
    NDArray rest = high.as(type).sub(peak.as(type)).div(width(type));
    return new Beta(Operand.of(lambda.mul(share).add(1)), Operand.of(lambda.mul(rest).add(1)));
  }

  private NDArray standardized(NDArray x) {
    return x.sub(low.like(x)).div(width(x.getDataType())).maximum(0).minimum(1);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    DataType type = x.getDataType();
    return standard(type).logDensity(standardized(x)).sub(log(width(type)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = standard(noise.type()).expand(batchShape()).draw(noise, sampleShape);
    return placed(u);
  }

  private NDArray placed(NDArray u) {
    NDArray x = u.mul(width(u.getDataType())).add(low.like(u));
    return x.maximum(low.like(u)).minimum(high.like(u));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return standard(x.getDataType()).cdf(standardized(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return standard(x.getDataType()).survival(standardized(x));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return placed(standard(probability.getDataType()).icdf(probability));
  }

  @Override
  public NDArray mean() {
    return array(Operand.of(standard(type()).mean().mul(width(type())).add(low.as(type()))));
  }

  @Override
  public NDArray variance() {
    return array(Operand.of(standard(type()).variance().mul(square(width(type())))));
  }

  @Override
  public NDArray mode() {
    return array(peak);
  }

  @Override
  public NDArray entropy() {
    return array(Operand.of(standard(type()).entropy().add(log(width(type())))));
  }
}
