package org.borch.infer.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.Batch;
import org.borch.infer.density.Observations;
import org.borch.infer.density.Parts;
import org.borch.infer.density.StepData;

/** A linear network as a log likelihood alone. */
final class LinearBare {

  private LinearBare() {}

  @SuppressWarnings("unchecked") // made by the net
  static Observations<NDArray> of(LinearNet net) {
    Batch<NDArray> batch = (Batch<NDArray>) net.data(LinearNet.ALL).batch().orElseThrow();
    return Observations.of(
        LinearNet.SHAPES,
        DataType.FLOAT64,
        key -> batch,
        (at, rows) -> net.likelihood().rows(Parts.join(at), StepData.of(rows)));
  }
}
