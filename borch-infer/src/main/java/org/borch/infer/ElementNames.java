package org.borch.infer;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.borch.MissingRows;
import org.borch.Suggestion;
import org.borch.posterior.NamePattern;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/** The names of a variable's elements, {@code theta[1]}, {@code x[2,3]}: counted from 1. */
final class ElementNames {

  private ElementNames() {}

  /** The name of the element at a row-major offset; the variable's own for a scalar. */
  static String of(String variable, Shape shape, int offset) {
    if (shape.dimension() == 0) {
      return variable;
    }
    long[] index = new long[shape.dimension()];
    long rest = offset;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.get(axis) + 1;
      rest /= shape.get(axis);
    }
    StringJoiner joined = new StringJoiner(",", variable + "[", "]");
    for (long each : index) {
      joined.add(Long.toString(each));
    }
    return joined.toString();
  }

  /**
   * As the other one; of the missing rows of an observed variable the name that the element has in
   * that: {@code y[3]}.
   *
   * @param missing null for a variable of its own
   */
  static String of(String variable, @Nullable MissingRows missing, Shape shape, int offset) {
    if (missing == null) {
      return of(variable, shape, offset);
    }
    Shape row = shape.slice(1);
    int size = Math.toIntExact(row.size());
    int first = Math.toIntExact(missing.rows().get(offset / size) * size);
    return of(missing.variable(), Shapes.concat(missing.batch(), row), first + offset % size);
  }

  /** The names of all elements in row-major order. */
  static List<String> all(String variable, @Nullable MissingRows missing, Shape shape) {
    List<String> names = new ArrayList<>();
    for (int offset = 0; offset < shape.size(); offset++) {
      names.add(of(variable, missing, shape, offset));
    }
    return names;
  }

  /**
   * The names that match patterns, in the order of the patterns, each once.
   *
   * @param variables for the message
   * @param test whether a name matches a pattern
   * @throws IllegalArgumentException if a pattern matches nothing
   */
  static List<String> matching(
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
