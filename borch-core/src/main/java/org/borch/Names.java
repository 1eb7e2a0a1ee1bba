package org.borch;

import java.util.Collection;

/** The rules of names. */
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
    return new IllegalArgumentException(
        what
            + "(\""
            + name
            + "\"): the model has no variable of this name, only "
            + known
            + Suggestion.of(name, known));
  }

  /** Refuses names that a draw has not met. */
  static void requireMet(String what, Collection<String> names, Collection<String> met) {
    for (String name : names) {
      if (!met.contains(name)) {
        throw unknown(what, name, met);
      }
    }
  }
}
