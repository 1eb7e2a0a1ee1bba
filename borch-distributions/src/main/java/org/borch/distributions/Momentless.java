package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** A distribution whose moments, and unless it says otherwise entropy, are not known here. */
abstract class Momentless extends Distribution {

  Momentless(Parameter... parameters) {
    super(parameters);
  }

  Momentless(Shape batchShape, List<Parameter> parameters) {
    super(batchShape, parameters);
  }

  @Override
  public final boolean hasMean() {
    return false;
  }

  @Override
  public final boolean hasVariance() {
    return false;
  }

  @Override
  public boolean hasEntropy() {
    return false;
  }

  @Override
  public final NDArray mean() {
    throw noClosedForm("mean");
  }

  @Override
  public final NDArray variance() {
    throw noClosedForm("variance");
  }

  @Override
  public NDArray entropy() {
    throw noClosedForm("entropy");
  }
}
