package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * A family whose members are those of another one under other parameters. It has what the other one
 * has.
 */
abstract class Alias extends Distribution {

  Alias(Parameter... parameters) {
    super(parameters);
  }

  /** This distribution in the other family, its parameters arrays of a type. */
  abstract Distribution same(DataType type);

  private Distribution same() {
    return same(type());
  }

  private DataType typeFor(NDArray x) {
    return x.getDataType().isFloating() ? x.getDataType() : type();
  }

  @Override
  public boolean isReparameterized() {
    return same().isReparameterized();
  }

  @Override
  protected final NDArray logDensity(NDArray x) {
    return same(x.getDataType()).logDensity(x);
  }

  @Override
  protected final Optional<NDArray> inside(NDArray x) {
    return same(x.getDataType()).inside(x);
  }

  @Override
  protected final NDArray draw(Noise noise, Shape sampleShape) {
    return same(noise.type()).expand(batchShape()).draw(noise, sampleShape);
  }

  @Override
  public final boolean has(Quantity quantity) {
    return same().has(quantity);
  }

  @Override
  public final NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return same(typeFor(x)).cdf(x);
  }

  @Override
  public final NDArray survival(NDArray x) {
    require(Quantity.CDF);
    return same(typeFor(x)).survival(x);
  }

  @Override
  public final NDArray logCdf(NDArray x) {
    require(Quantity.CDF);
    return same(typeFor(x)).logCdf(x);
  }

  @Override
  public final NDArray logSurvival(NDArray x) {
    require(Quantity.CDF);
    return same(typeFor(x)).logSurvival(x);
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    require(Quantity.ICDF);
    return same(probability.getDataType()).icdf(probability);
  }

  @Override
  public final NDArray mean() {
    require(Quantity.MEAN);
    return batch(same().mean());
  }

  @Override
  public final NDArray variance() {
    require(Quantity.VARIANCE);
    return batch(same().variance());
  }

  @Override
  public final NDArray mode() {
    require(Quantity.MODE);
    return batch(same().mode());
  }

  @Override
  public final NDArray entropy() {
    require(Quantity.ENTROPY);
    return broadcastTo(same().entropy(), batchShape());
  }

  /** The other family's parameters may be fewer arrays. */
  private NDArray batch(NDArray moment) {
    return broadcastTo(moment, Shapes.concat(batchShape(), eventShape()));
  }
}
