package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.Stream;

/** A primitive that the engine does not know and that is computed by other primitives. */
public interface Composite extends Primitive {

  /** The result, computed from plain arrays. */
  BorchArray compute(List<BorchArray> inputs);

  @Override
  default NDArray eager(NDArray[] inputs) {
    // A copy: the memory of the original goes with the array around it.
    return compute(Stream.of(inputs).map(BorchArray::wrap).toList()).toNative().duplicate();
  }
}
