package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.borch.Module;
import org.junit.jupiter.api.Tag;

@Tag("short")
class LinearContractTest extends LayerContract {

  LinearContractTest() {
    super(3, 2);
  }

  @Override
  protected Module<NDArray, NDArray> layer() {
    return new Linear(3, 2);
  }
}
