package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the terms of a log density or loss, each an array of rows with a weight, to a scalar.
 * Terms are summed one by one, so that no shape broadcasts against another.
 */
public final class WeightedSum {

  private @Nullable NDArray total;

  /** No terms yet. */
  public WeightedSum() {}

  /** Adds weight times the sum of the rows. */
  public void add(NDArray rows, double weight) {
    NDArray sum = rows.getShape().dimension() == 0 ? rows : rows.sum();
    NDArray weighted = Math.abs(weight) == 1 ? sum : sum.mul(Math.abs(weight));
    NDArray known = total;
    if (known == null) {
      total = weight < 0 ? weighted.neg() : weighted;
    } else {
      total = weight < 0 ? known.sub(weighted) : known.add(weighted);
    }
  }

  /** The scalar; a constant 0 of a type if there were no terms. */
  public NDArray orZero(DataType type) {
    NDArray known = total;
    return known == null ? BorchArray.scalar(0, type) : known;
  }
}
