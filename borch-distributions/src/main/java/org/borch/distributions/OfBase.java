package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.random.Noise;

/** A distribution whose values are increasing functions of another one's, or these themselves. */
abstract class OfBase extends Distribution {

  final Distribution base;

  /** With a base that is expanded to the batch. */
  OfBase(Shape batchShape, List<Parameter> parameters, Distribution base) {
    super(batchShape, parameters);
    this.base = base.expand(batchShape);
  }

  /** The base's value. */
  abstract NDArray standard(NDArray x);

  /** The value of the base's. */
  abstract NDArray placed(NDArray u);

  @Override
  public final boolean isReparameterized() {
    return base.isReparameterized();
  }

  @Override
  public final boolean isProper() {
    return base.isProper();
  }

  @Override
  protected final NDArray draw(Noise noise, Shape sampleShape) {
    return placed(base.draw(noise, sampleShape));
  }

  @Override
  public final NDArray cdf(NDArray x) {
    require(Quantity.CDF);
    return base.cdf(standard(x));
  }

  @Override
  public final NDArray survival(NDArray x) {
    require(Quantity.CDF);
    return base.survival(standard(x));
  }

  @Override
  public final NDArray logCdf(NDArray x) {
    require(Quantity.CDF);
    return base.logCdf(standard(x));
  }

  @Override
  public final NDArray logSurvival(NDArray x) {
    require(Quantity.CDF);
    return base.logSurvival(standard(x));
  }

  @Override
  public final NDArray icdf(NDArray probability) {
    require(Quantity.ICDF);
    return placed(base.icdf(probability));
  }
}
