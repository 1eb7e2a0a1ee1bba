package org.borch.tensor;

import java.util.List;

/**
 * Checks of indices: an index outside of an axis is an error that says which and what is allowed.
 */
final class Places {

  private Places() {}

  /**
   * An index as a place along an axis.
   *
   * @throws IllegalArgumentException if there is no such place
   */
  static int of(double index, long length, int axis) {
    if (!(index >= 0 && index < length)) {
      throw new IllegalArgumentException(
          "index "
              + (index == Math.rint(index) ? Long.toString((long) index) : Double.toString(index))
              + " along axis "
              + axis
              + ", which has "
              + length
              + " elements, expected "
              + (length == 0 ? "no index" : "0 to " + (length - 1))
              + "; indices count from 0 and from the front");
    }
    return (int) index;
  }

  /** Checks all indices of a primitive that reads its second input as such. */
  static void require(Primitive primitive, List<BorchArray> inputs) {
    int axis;
    long length;
    if (primitive instanceof Indexing indexing) {
      axis = indexing.axis();
      length = indexing.indexed(inputs.get(0).getShape()).get(axis);
    } else if (primitive instanceof PutAlong put) {
      axis = put.axis();
      length = inputs.get(0).getShape().get(axis);
    } else {
      return;
    }
    for (double index : inputs.get(1).values()) {
      of(index, length, axis);
    }
  }
}
