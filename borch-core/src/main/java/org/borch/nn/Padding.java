package org.borch.nn;

import static org.borch.tensor.ArrayMath.concat;
import static org.borch.tensor.ArrayMath.take;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.tensor.BorchArray;

/** What stands beyond the edges of an axis: of {@code a b c d}, two on each side. */
public enum Padding {
  /** {@code 0 0 | a b c d | 0 0}. */
  ZEROS,
  /** {@code c b | a b c d | c b}. */
  REFLECT,
  /** {@code a a | a b c d | d d}. */
  REPLICATE,
  /** {@code c d | a b c d | a b}. */
  CIRCULAR;

  /**
   * The array with so many elements more at the beginning and at the end of an axis.
   *
   * @throws IllegalArgumentException if a number is negative, or an edge is too far away to be
   *     reflected or repeated
   */
  public NDArray pad(NDArray x, int axis, long before, long after) {
    Shape shape = x.getShape();
    int place = axis < 0 ? shape.dimension() + axis : axis;
    long size = shape.get(place);
    long most = this == REFLECT ? size - 1 : this == CIRCULAR ? size : Long.MAX_VALUE;
    if (before < 0 || after < 0 || Math.max(before, after) > most) {
      throw new IllegalArgumentException(
          this
              + ".pad(x, "
              + axis
              + ", "
              + before
              + ", "
              + after
              + ") of an axis of "
              + size
              + ", expected 0 to "
              + (most == Long.MAX_VALUE ? "any number" : most));
    }
    if (before == 0 && after == 0) {
      return x;
    }
    if (this == ZEROS) {
      return concat(place, zeros(x, place, before), x, zeros(x, place, after));
    }
    long[] index = new long[Math.toIntExact(before + size + after)];
    Arrays.setAll(index, i -> source(i - before, size));
    return take(x, BorchArray.of(new Shape(index.length), index), place);
  }

  private long source(long place, long size) {
    return switch (this) {
      case REFLECT -> place < 0 ? -place : place < size ? place : 2 * (size - 1) - place;
      case CIRCULAR -> Math.floorMod(place, size);
      default -> Math.max(0, Math.min(size - 1, place));
    };
  }

  private static NDArray zeros(NDArray x, int axis, long length) {
    long[] sizes = x.getShape().getShape().clone();
    sizes[axis] = length;
    return BorchArray.full(new Shape(sizes), 0, x.getDataType());
  }
}
