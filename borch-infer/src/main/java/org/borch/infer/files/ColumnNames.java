package org.borch.infer.files;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** As many as NumPy has. */
  private static final int MAX_AXES = 64;

  /** Of an index: more columns than 999,999,999 are in no file. */
  private static final int MAX_DIGITS = 9;

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
   * The names of a variable's columns in their order.
   *
   * @throws IllegalArgumentException if there are more than a limit
   */
  static List<String> columns(String identifier, Shape shape, int limit) {
    requireAtMost(identifier, shape, limit);
    List<String> columns = new ArrayList<>();
    for (int offset : offsets(shape)) {
      columns.add(column(identifier, shape, offset));
    }
    return columns;
  }

  /** Checks the size of a shape whose axes may have any length, and may be many. */
  private static void requireAtMost(String name, Shape shape, int limit) {
    long size = 1;
    boolean isPossible = shape.dimension() <= MAX_AXES;
    for (long length : shape.getShape()) {
      isPossible &= length >= 0 && length <= Integer.MAX_VALUE;
      size = isPossible ? Math.min(size * length, Integer.MAX_VALUE) : size;
    }
    if (!isPossible || size > limit) {
      throw new IllegalArgumentException(
          name + " has the shape " + shape + ", but there are only " + limit + " columns");
    }
  }

  /**
   * The shapes of the variables in columns, in the order in which they first appear.
   *
   * @throws IllegalArgumentException if the columns of a variable are not those of a full array
   */
  static Map<String, Shape> shapes(List<String> columns) {
    Map<String, List<int[]>> indices = new LinkedHashMap<>();
    for (String column : columns) {
      int dot = endOfName(column);
      indices
          .computeIfAbsent(column.substring(0, dot), name -> new ArrayList<>())
          .add(indices(column, dot));
    }
    Map<String, Shape> shapes = new LinkedHashMap<>();
    indices.forEach((name, all) -> shapes.put(name, shape(name, all)));
    return shapes;
  }

  private static Shape shape(String name, List<int[]> indices) {
    long[] sizes = new long[indices.get(0).length];
    for (int[] index : indices) {
      if (index.length != sizes.length) {
        throw new IllegalArgumentException(
            "the columns of " + name + " have different numbers of indices");
      }
      for (int axis = 0; axis < index.length; axis++) {
        sizes[axis] = Math.max(sizes[axis], index[axis]);
      }
    }
    Shape shape = new Shape(sizes);
    requireAtMost(name, shape, indices.size());
    BitSet met = new BitSet();
    for (int[] index : indices) {
      int offset = offset(index, shape);
      if (met.get(offset)) {
        throw new IllegalArgumentException("two columns are " + name + Arrays.toString(index));
      }
      met.set(offset);
    }
    if (shape.size() != indices.size()) {
      throw new IllegalArgumentException(
          name + " has " + indices.size() + " columns, expected all elements of " + shape);
    }
    return shape;
  }

  /** The variable and element of a column. */
  static Place place(String column, Map<String, Shape> shapes) {
    int dot = endOfName(column);
    String name = column.substring(0, dot);
    return new Place(name, offset(indices(column, dot), shapes.getOrDefault(name, new Shape())));
  }

  private static int offset(int[] index, Shape shape) {
    int offset = 0;
    for (int axis = 0; axis < index.length; axis++) {
      offset = offset * Math.toIntExact(shape.get(axis)) + index[axis] - 1;
    }
    return offset;
  }

  /** Where the indices begin: behind a name of at least one character. */
  private static int endOfName(String column) {
    int end = column.length();
    for (int at = end - 1; at > 0; at--) {
      char c = column.charAt(at);
      if (c == '.' && at + 1 < end && column.charAt(at + 1) != '0') {
        end = at;
      } else if (c < '0' || c > '9') {
        return end;
      }
    }
    return end;
  }

  private static int[] indices(String column, int from) {
    if (from == column.length()) {
      return new int[0];
    }
    String[] numbers = column.substring(from + 1).split("\\.", -1);
    int[] indices = new int[numbers.length];
    for (int axis = 0; axis < indices.length; axis++) {
      if (numbers[axis].length() > MAX_DIGITS) {
        throw new IllegalArgumentException(
            "the column " + column + " has an index of more than " + MAX_DIGITS + " digits");
      }
      indices[axis] = Integer.parseInt(numbers[axis]);
    }
    return indices;
  }
}
