package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/** Scale and shift of a normalisation: learned numbers, or random ones around 1 and 0. */
record Norm(@Nullable Prior scale, @Nullable Prior shift) {

  /** Numbers without priors. */
  static Norm learned() {
    return new Norm(null, null);
  }

  NDArray scale(Module<?, ?> layer, Shape shape) {
    return value(layer, "weight", scale, shape, 1);
  }

  NDArray shift(Module<?, ?> layer, Shape shape) {
    return value(layer, "bias", shift, shape, 0);
  }

  private static NDArray value(
      Module<?, ?> layer, String name, @Nullable Prior prior, Shape shape, double start) {
    return prior == null
        ? layer.parameter(name, shape, () -> BorchArray.full(shape, start, DataType.FLOAT64))
        : LayerWeights.draw(layer, name, prior, shape, 1, 1);
  }
}
