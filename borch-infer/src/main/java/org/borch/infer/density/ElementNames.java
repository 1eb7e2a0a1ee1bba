package org.borch.infer.density;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The names of a variable's elements: {@code theta[1]}, {@code x[2,3]}, counted from 1, and {@code
 * theta[Choate]} along axes with labels.
 */
public final class ElementNames {

  private ElementNames() {}

  /** The name of the element at a row-major offset; the variable's own for a scalar. */
  public static String of(String variable, Shape shape, int offset) {
    return of(variable, shape, List.of(), offset);
  }

  /**
   * As {@link #of(String, Shape, int)}, with labels. Among several axes a label that has a comma or
   * a quote is quoted, so that no two elements have one name.
   *
   * @param labels of the first axes; those of an axis with another size are not used
   */
  public static String of(String variable, Shape shape, List<List<String>> labels, int offset) {
    int axes = shape.dimension();
    if (axes == 0) {
      return variable;
    }
    String[] index = new String[axes];
    long rest = offset;
    for (int axis = axes - 1; axis >= 0; axis--) {
      int at = (int) (rest % shape.get(axis));
      List<String> own = axis < labels.size() ? labels.get(axis) : List.of();
      index[axis] =
          own.size() == shape.get(axis) ? label(own.get(at), axes) : Integer.toString(at + 1);
      rest /= shape.get(axis);
    }
    StringJoiner joined = new StringJoiner(",", variable + "[", "]");
    for (String each : index) {
      joined.add(each);
    }
    return joined.toString();
  }

  private static String label(String label, int axes) {
    boolean isPlain = axes == 1 || (label.indexOf(',') < 0 && label.indexOf('"') < 0);
    return isPlain ? label : '"' + label.replace("\"", "\"\"") + '"';
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
