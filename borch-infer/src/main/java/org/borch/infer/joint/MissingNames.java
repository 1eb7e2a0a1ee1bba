package org.borch.infer.joint;

import ai.djl.ndarray.types.Shape;
import org.borch.MissingRows;
import org.borch.infer.density.ElementNames;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * The names of elements where missing rows have those of the observed variable: {@code y[3]}, not
 * {@code y.missing[1]}.
 */
public final class MissingNames {

  private MissingNames() {}

  /**
   * The name of the element at a row-major offset.
   *
   * @param missing which rows the variable stands for; null for a variable of its own
   * @param shape of the variable, whose first axis counts missing rows
   */
  public static String of(String variable, @Nullable MissingRows missing, Shape shape, int offset) {
    if (missing == null) {
      return ElementNames.of(variable, shape, offset);
    }
    Shape row = shape.slice(1);
    int size = Math.toIntExact(row.size());
    int first = Math.toIntExact(missing.rows().get(offset / size) * size);
    Shape whole = Shapes.concat(missing.batch(), row);
    return ElementNames.of(missing.variable(), whole, first + offset % size);
  }
}
