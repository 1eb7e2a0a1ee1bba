package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;

/** The log likelihoods of a minibatch's rows, summed over variables and what is in a row. */
final class RowSums {

  private RowSums() {}

  /**
   * Sums.
   *
   * @param terms by name, each [n, ...]
   * @param data of n rows
   * @return [n]
   */
  static NDArray of(Map<String, NDArray> terms, StepData data) {
    long rows =
        data.batch()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "log likelihoods of rows of a model that is bound to all data, expected"
                            + " minibatches; use model.on(minibatches(...))"))
            .index()
            .size();
    NDArray sum = BorchArray.full(new Shape(rows), 0, DataType.FLOAT64);
    for (Map.Entry<String, NDArray> term : terms.entrySet()) {
      Shape shape = term.getValue().getShape();
      if (shape.dimension() == 0 || shape.get(0) != rows) {
        throw new IllegalArgumentException(
            term.getKey()
                + ": log likelihoods of shape "
                + shape
                + ", expected one for each of "
                + rows
                + " rows first; declare it in the plate of the minibatches");
      }
      int[] inner = IntStream.range(1, shape.dimension()).toArray();
      sum = sum.add(inner.length == 0 ? term.getValue() : term.getValue().sum(inner));
    }
    return sum;
  }
}
