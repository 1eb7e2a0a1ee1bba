package org.borch.infer.files;

import java.util.List;
import org.borch.infer.density.ElementNames;
import org.borch.infer.draws.Draws;

/** Names of elements that a reader cannot know from the variable's name and shape. */
final class OwnNames {

  private OwnNames() {}

  /** The names of a variable's elements, row-major; empty if they are the usual ones. */
  static List<String> of(Draws draws, String variable) {
    List<String> names = draws.elements(variable);
    return names.equals(ElementNames.all(variable, draws.shape(variable))) ? List.of() : names;
  }
}
