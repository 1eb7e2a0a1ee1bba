package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Keeps draws off the edges of their support. A draw of a small concentration rounds to an edge
 * where the density is 0 or infinite; the nearest number inside keeps every log density finite.
 */
final class Rounding {

  private Rounding() {}

  /** At least the smallest normal number. */
  static NDArray positive(NDArray x) {
    return x.maximum(isSingle(x) ? Float.MIN_NORMAL : Double.MIN_NORMAL);
  }

  /** Above 0 and below 1. */
  static NDArray insideUnit(NDArray x) {
    return positive(x).minimum(isSingle(x) ? Math.nextDown(1f) : Math.nextDown(1.0));
  }

  private static boolean isSingle(NDArray x) {
    return x.getDataType() == DataType.FLOAT32;
  }
}
