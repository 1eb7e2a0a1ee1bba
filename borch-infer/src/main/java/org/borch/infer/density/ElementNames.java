package org.borch.infer.density;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The names of a variable's elements, {@code theta[1]}, {@code x[2,3]}: counted from 1. */
public final class ElementNames {

  private ElementNames() {}

  /** The name of the element at a row-major offset; the variable's own for a scalar. */
  public static String of(String variable, Shape shape, int offset) {
    if (shape.dimension() == 0) {
      return variable;
    }
    long[] index = new long[shape.dimension()];
    long rest = offset;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.get(axis) + 1;
      rest /= shape.get(axis);
    }
    StringJoiner joined = new StringJoiner(",", variable + "[", "]");
    for (long each : index) {
      joined.add(Long.toString(each));
    }
    return joined.toString();
  }

  /** The names of all elements in row-major order. */
  public static List<String> all(String variable, Shape shape) {
    List<String> names = new ArrayList<>();
    for (int offset = 0; offset < shape.size(); offset++) {
      names.add(of(variable, shape, offset));
    }
    return names;
  }
}
