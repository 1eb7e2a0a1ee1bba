package org.borch.tensor;

import ai.djl.ndarray.NDArray;

/** An array of the engine. */
record NativeValue(NDArray array) implements Value {

  @Override
  public Spec spec() {
    return new Spec(array.getShape(), array.getDataType());
  }
}
