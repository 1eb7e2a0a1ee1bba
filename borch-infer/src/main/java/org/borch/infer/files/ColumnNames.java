package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of columns in CmdStan's files: {@code mu}, {@code theta.1}, {@code x.2.3}, indices from
 * 1, the first one running fastest.
 *
 * <p>A name of ours that is no Stan identifier gets one, as {@code encoder_weight} for {@code
 * encoder.weight}, because readers take dots for indices and a final {@code __} for the sampler's.
 */
final class ColumnNames {

  /** A column: its variable and the element's row-major offset. */
  record Place(String variable, int offset) {}

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern INDEXED = Pattern.compile("(.+?)((?:\\.[1-9][0-9]*)*)");

  private ColumnNames() {}

  /** Identifiers by variable, in the order of the variables, no two equal. */
  static Map<String, String> identifiers(List<String> variables) {
    Set<String> taken = new LinkedHashSet<>(variables);
    Map<String, String> identifiers = new LinkedHashMap<>();
    for (String variable : variables) {
      String identifier = variable;
      if (!IDENTIFIER.matcher(variable).matches() || variable.endsWith("__")) {
        String base = variable.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("_+$", "");
        base = base.matches("[A-Za-z].*") ? base : "v_" + base;
        identifier = base;
        for (int i = 2; !taken.add(identifier); i++) {
          identifier = base + "_" + i;
        }
      }
      identifiers.put(variable, identifier);
    }
    return identifiers;
  }

  /** The offsets of a variable's elements in the order of their columns. */
  static int[] offsets(Shape shape) {
    int[] offsets = new int[Math.toIntExact(shape.size())];
    for (int column = 0; column < offsets.length; column++) {
      int rest = column;
      int offset = 0;
      int stride = offsets.length;
      for (int axis = 0; axis < shape.dimension(); axis++) {
        int size = Math.toIntExact(shape.get(axis));
        stride /= size;
        offset += rest % size * stride;
        rest /= size;
      }
      offsets[column] = offset;
    }
    return offsets;
  }

  /** The name of the column of the element at a row-major offset. */
  static String column(String identifier, Shape shape, int offset) {
    StringBuilder indices = new StringBuilder();
    int rest = offset;
    for (int axis = shape.dimension() - 1; axis >= 0; axis--) {
      int size = Math.toIntExact(shape.get(axis));
      indices.insert(0, "." + (rest % size + 1));
      rest /= size;
    }
    return identifier + indices;
  }

  /**
   * The shapes of the variables in columns, in the order in which they first appear.
   *
   * @throws IllegalArgumentException if the columns of a variable are not those of a full array
   */
  static Map<String, Shape> shapes(List<String> columns) {
    Map<String, List<int[]>> indices = new LinkedHashMap<>();
    for (String column : columns) {
      Matcher parts = matched(column);
      indices
          .computeIfAbsent(parts.group(1), name -> new ArrayList<>())
          .add(indices(parts.group(2)));
    }
    Map<String, Shape> shapes = new LinkedHashMap<>();
    indices.forEach((name, all) -> shapes.put(name, shape(name, all)));
    return shapes;
  }

  private static Shape shape(String name, List<int[]> indices) {
    long[] sizes = new long[indices.get(0).length];
    Set<List<Integer>> distinct = new LinkedHashSet<>();
    for (int[] index : indices) {
      if (index.length != sizes.length) {
        throw new IllegalArgumentException(
            "the columns of " + name + " have different numbers of indices");
      }
      List<Integer> boxed = new ArrayList<>();
      for (int axis = 0; axis < index.length; axis++) {
        sizes[axis] = Math.max(sizes[axis], index[axis]);
        boxed.add(index[axis]);
      }
      if (!distinct.add(boxed)) {
        throw new IllegalArgumentException("two columns are " + name + boxed);
      }
    }
    Shape shape = new Shape(sizes);
    if (shape.size() != indices.size()) {
      throw new IllegalArgumentException(
          name + " has " + indices.size() + " columns, expected all elements of " + shape);
    }
    return shape;
  }

  /** The variable and element of a column. */
  static Place place(String column, Map<String, Shape> shapes) {
    Matcher parts = matched(column);
    int[] index = indices(parts.group(2));
    Shape shape = shapes.getOrDefault(parts.group(1), new Shape());
    int offset = 0;
    for (int axis = 0; axis < index.length; axis++) {
      offset = offset * Math.toIntExact(shape.get(axis)) + index[axis] - 1;
    }
    return new Place(parts.group(1), offset);
  }

  private static Matcher matched(String column) {
    Matcher parts = INDEXED.matcher(column);
    if (!parts.matches()) {
      throw new IllegalArgumentException("\"" + column + "\" is no name of a column");
    }
    return parts;
  }

  private static int[] indices(String dotted) {
    return Pattern.compile("\\.")
        .splitAsStream(dotted)
        .filter(each -> !each.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
