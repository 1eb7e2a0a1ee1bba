package org.borch.infer.draws;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.borch.Suggestion;
import org.borch.posterior.NamePattern;

/** Finds names by patterns. */
final class Matching {

  private Matching() {}

  /**
   * The names that match patterns, in the order of the patterns, each once.
   *
   * @param variables for the message
   * @param test whether a name matches a pattern
   * @throws IllegalArgumentException if a pattern matches nothing
   */
  static List<String> names(
      List<String> names,
      List<String> variables,
      String[] patterns,
      BiPredicate<Predicate<String>, String> test) {
    Set<String> found = new LinkedHashSet<>();
    for (String pattern : patterns) {
      Predicate<String> glob = NamePattern.of(pattern)::matches;
      List<String> hits = names.stream().filter(name -> test.test(glob, name)).toList();
      if (hits.isEmpty()) {
        throw new IllegalArgumentException(
            "\""
                + pattern
                + "\": the draws have only the variables "
                + variables
                + Suggestion.of(pattern, variables));
      }
      found.addAll(hits);
    }
    return List.copyOf(found);
  }
}
