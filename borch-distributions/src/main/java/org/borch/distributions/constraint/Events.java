package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.stream.IntStream;
import org.borch.tensor.ArrayMath;

/** Joins the checks of an event's elements. */
final class Events {

  private Events() {}

  /** Whether all of the last {@code n} axes hold: batch + event → batch. */
  static NDArray all(NDArray holds, int n) {
    int[] axes = IntStream.rangeClosed(1, n).map(i -> -i).toArray();
    return ArrayMath.cast(holds.logicalNot(), DataType.FLOAT32).sum(axes).eq(0);
  }
}
