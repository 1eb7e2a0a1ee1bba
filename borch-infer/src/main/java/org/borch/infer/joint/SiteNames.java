package org.borch.infer.joint;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Objects;
import org.borch.MissingRows;
import org.borch.PlateAxis;
import org.borch.Trace;
import org.borch.infer.density.ElementNames;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * What the elements of a variable or derived quantity are called: with the labels of its plates,
 * {@code theta[Choate]}, and missing rows as those of the observed variable, {@code y[3]}, not
 * {@code y.missing[1]}.
 *
 * @param name of the variable
 * @param missing which rows it stands for; null for a variable of its own
 * @param plates whose rows are the first axes, of all rows
 */
public record SiteNames(String name, @Nullable MissingRows missing, List<PlateAxis> plates) {

  /** Copies the plates. */
  public SiteNames {
    plates = List.copyOf(plates);
  }

  /** The names for a site of a draw. */
  public static SiteNames of(Trace draw, String site) {
    List<PlateAxis> plates = Objects.requireNonNull(draw.sites().get(site)).plates();
    return new SiteNames(site, draw.missing().get(site), plates);
  }

  /**
   * The name of the element at a row-major offset.
   *
   * @param shape of a value, or of its coordinates; of missing rows its first axis counts them
   */
  public String element(Shape shape, int offset) {
    List<List<String>> labels = plates.stream().map(PlateAxis::labels).toList();
    if (missing == null) {
      return ElementNames.of(name, shape, labels, offset);
    }
    Shape row = shape.slice(1);
    int size = Math.toIntExact(row.size());
    int first = Math.toIntExact(missing.rows().get(offset / size) * size);
    Shape whole = Shapes.concat(missing.batch(), row);
    return ElementNames.of(missing.variable(), whole, labels, first + offset % size);
  }
}
