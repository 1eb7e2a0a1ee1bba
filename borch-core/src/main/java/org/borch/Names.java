package org.borch;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The rules of names, and the nearest name for a message. */
final class Names {

  private Names() {}

  /**
   * Refuses names that a path cannot hold.
   *
   * @param what the method, for the message
   */
  static void require(String what, String name) {
    if (name.isBlank() || name.indexOf('|') >= 0) {
      throw new IllegalArgumentException(
          what + " got the name \"" + name + "\", expected one that is not blank and has no '|'");
    }
  }

  /** An error about a name that matches none of the known ones. */
  static IllegalArgumentException unknown(String what, String name, Collection<String> known) {
    String hint = nearest(name, known).map(n -> "; did you mean \"" + n + "\"?").orElse("");
    return new IllegalArgumentException(
        what + "(\"" + name + "\"): the model has no variable of this name, only " + known + hint);
  }

  /** Refuses names that a draw has not met. */
  static void requireMet(String what, Collection<String> names, Collection<String> met) {
    for (String name : names) {
      if (!met.contains(name)) {
        throw unknown(what, name, met);
      }
    }
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(other -> distance(name, other)));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
