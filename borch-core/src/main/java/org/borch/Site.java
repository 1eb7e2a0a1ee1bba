package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;

/** A named place of a trace, where forward met a variable, a derived quantity or a factor. */
public sealed interface Site permits RandomVariable, Site.Deterministic, Site.Factor {

  /** The path, {@code encoder.fc1.weight}. */
  String name();

  /** The value in this draw, read-only. */
  NDArray value();

  /** The plates whose rows are its first axes, from the outermost. */
  List<PlateAxis> plates();

  /**
   * The value as reports have it: of the missing rows of a partly observed variable these alone,
   * unless the draw is of a minibatch.
   */
  default NDArray reported() {
    return value();
  }

  /**
   * A quantity derived from others, or a variable on which the model was intervened.
   *
   * @param name the path
   * @param value in this draw
   * @param plates whose rows are its first axes, from the outermost
   */
  record Deterministic(String name, NDArray value, List<PlateAxis> plates) implements Site {

    /** Copies the plates. */
    public Deterministic {
      plates = List.copyOf(plates);
    }
  }

  /**
   * A term of the log joint density.
   *
   * @param name the path
   * @param value the log weight; an array counts with its sum
   * @param plates whose rows are its first axes, from the outermost
   */
  record Factor(String name, NDArray value, List<PlateAxis> plates) implements Site {

    /** Copies the plates. */
    public Factor {
      plates = List.copyOf(plates);
    }

    /** The weight N/B of the plates. */
    public double scale() {
      return plates.stream().mapToDouble(PlateAxis::scale).reduce(1, (a, b) -> a * b);
    }

    /** The term of each row: the value, summed over axes that are no plate's. */
    public NDArray rows() {
      int[] others = IntStream.range(plates.size(), value.getShape().dimension()).toArray();
      return others.length == 0 ? value : value.sum(others);
    }
  }
}
