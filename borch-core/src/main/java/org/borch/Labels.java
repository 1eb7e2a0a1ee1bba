package org.borch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the rows of a plate or the levels of a factor may be called. */
final class Labels {

  /** What names of elements, {@code theta[Choate]}, and lines of a table are made with. */
  private static final String RESERVED = "[]\n\r";

  private Labels() {}

  /**
   * A copy of labels.
   *
   * @param owner whose they are, for the message
   * @throws IllegalArgumentException if one is blank, has a bracket or a line break, or is there
   *     twice
   */
  static List<String> require(String owner, List<String> labels) {
    Set<String> met = new HashSet<>();
    for (String label : labels) {
      if (label.isBlank() || label.chars().anyMatch(c -> RESERVED.indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            owner
                + ": the label \""
                + label
                + "\", expected one that is not blank and has no brackets and line breaks;"
                + " rename it");
      }
      if (!met.add(label)) {
        throw new IllegalArgumentException(
            owner
                + ": the label \""
                + label
                + "\" twice, expected a different one for each row; for data with many rows of one"
                + " label use Factor.of(labels).levels()");
      }
    }
    return List.copyOf(labels);
  }
}
