package org.borch.test;

import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/** Whether two shapes are one. */
final class Shapes {

  private Shapes() {}

  static Optional<Note> differ(String what, Shape found, Shape expected) {
    if (found.equals(expected)) {
      return Optional.empty();
    }
    boolean sameSize = found.size() == expected.size();
    return Optional.of(
        Note.of(what + " has another shape")
            .expected(expected)
            .found(found)
            .cause(
                sameSize
                    ? "axes in another order, or one of length 1 more or less"
                    : "a plate's size, a parameter's shape, or an event where a batch was meant")
            .lookAt("plates around the variable and toEvent(n) of its distribution"));
  }
}
