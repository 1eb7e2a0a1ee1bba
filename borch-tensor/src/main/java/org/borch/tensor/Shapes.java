package org.borch.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The rules of shapes: broadcasting, axes counted from the end, reductions. */
public final class Shapes {

  private Shapes() {}

  /**
   * The shape that all of {@code shapes} broadcast to, aligned at the right as in NumPy.
   *
   * @throws IllegalArgumentException if two sizes of an axis differ and neither is 1
   */
  public static Shape broadcast(Shape... shapes) {
    Shape result = shapes[0];
    for (int i = 1; i < shapes.length; i++) {
      result = broadcast(result, shapes[i]);
    }
    return result;
  }

  private static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b) || b.dimension() == 0) {
      return a;
    }
    if (a.dimension() == 0) {
      return b;
    }
    long[] result = new long[Math.max(a.dimension(), b.dimension())];
    for (int i = 1; i <= result.length; i++) {
      long left = i <= a.dimension() ? a.get(a.dimension() - i) : 1;
      long right = i <= b.dimension() ? b.get(b.dimension() - i) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "shapes "
                + a
                + " and "
                + b
                + " do not broadcast: sizes "
                + left
                + " and "
                + right
                + " at axis -"
                + i);
      }
      result[result.length - i] = left == 1 ? right : left;
    }
    return new Shape(result);
  }

  static void requireBroadcast(Shape from, Shape to) {
    if (!broadcastsTo(from, to)) {
      throw new IllegalArgumentException("shape " + from + " does not broadcast to " + to);
    }
  }

  /** Whether {@code from} broadcasts to exactly {@code to}. */
  public static boolean broadcastsTo(Shape from, Shape to) {
    if (from.dimension() > to.dimension()) {
      return false;
    }
    for (int i = 1; i <= from.dimension(); i++) {
      long size = from.get(from.dimension() - i);
      if (size != 1 && size != to.get(to.dimension() - i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code axis} counted from the front.
   *
   * @throws IllegalArgumentException if the shape has no such axis
   */
  public static int axis(int axis, int dimensions) {
    int result = axis < 0 ? axis + dimensions : axis;
    if (result < 0 || result >= dimensions) {
      throw new IllegalArgumentException(
          "axis "
              + axis
              + " of an array of "
              + dimensions
              + " dimensions, expected "
              + -dimensions
              + " to "
              + (dimensions - 1));
    }
    return result;
  }

  /** The axes counted from the front, ascending, without repetition; all axes if none is given. */
  static List<Integer> axes(int[] axes, int dimensions) {
    TreeSet<Integer> result = new TreeSet<>();
    if (axes.length == 0) {
      for (int i = 0; i < dimensions; i++) {
        result.add(i);
      }
    }
    for (int axis : axes) {
      result.add(axis(axis, dimensions));
    }
    return List.copyOf(result);
  }

  /** The shape after reducing over {@code axes}, which stay with size 1 if {@code keep}. */
  static Shape reduce(Shape shape, List<Integer> axes, boolean keep) {
    long[] sizes = shape.getShape().clone();
    if (keep) {
      axes.forEach(axis -> sizes[axis] = 1);
      return new Shape(sizes);
    }
    return new Shape(
        java.util.stream.IntStream.range(0, sizes.length)
            .filter(i -> !axes.contains(i))
            .mapToLong(i -> sizes[i])
            .toArray());
  }

  /** Row-major strides, in elements. */
  static int[] strides(Shape shape) {
    int[] strides = new int[shape.dimension()];
    int stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, Math.toIntExact(shape.get(i)));
    }
    return strides;
  }

  /**
   * For each element of {@code to} in row-major order, the index into a row-major array of shape
   * {@code from} that broadcasts to it.
   *
   * @throws IllegalArgumentException if it does not broadcast
   */
  public static int[] broadcastIndex(Shape from, Shape to) {
    requireBroadcast(from, to);
    int[] strides = strides(from);
    int[] aligned = new int[to.dimension()];
    int offset = to.dimension() - from.dimension();
    for (int i = 0; i < strides.length; i++) {
      aligned[offset + i] = from.get(i) == 1 ? 0 : strides[i];
    }
    return index(to, aligned, 0);
  }

  /** For each element of {@code shape} in row-major order: offset plus coordinates times steps. */
  static int[] index(Shape shape, int[] steps, int offset) {
    int[] result = new int[Math.toIntExact(shape.size())];
    int[] coordinate = new int[shape.dimension()];
    int position = offset;
    for (int i = 0; i < result.length; i++) {
      result[i] = position;
      for (int axis = coordinate.length - 1; axis >= 0; axis--) {
        position += steps[axis];
        if (++coordinate[axis] < shape.get(axis)) {
          break;
        }
        position -= steps[axis] * coordinate[axis];
        coordinate[axis] = 0;
      }
    }
    return result;
  }

  /** Two shapes one after the other: {@code left + right}. */
  public static Shape concat(Shape left, Shape right) {
    long[] sizes = Arrays.copyOf(left.getShape(), left.dimension() + right.dimension());
    System.arraycopy(right.getShape(), 0, sizes, left.dimension(), right.dimension());
    return new Shape(sizes);
  }

  /** The last {@code n} axes of the shape. */
  public static Shape last(Shape shape, int n) {
    return shape.slice(shape.dimension() - n);
  }

  /** The shape without its first {@code n} axes. */
  static Shape dropFirst(Shape shape, int n) {
    return new Shape(Arrays.copyOfRange(shape.getShape(), n, shape.dimension()));
  }

  /** The shape without its last {@code n} axes. */
  public static Shape dropLast(Shape shape, int n) {
    return new Shape(Arrays.copyOf(shape.getShape(), shape.dimension() - n));
  }
}
