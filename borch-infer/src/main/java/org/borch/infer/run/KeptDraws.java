package org.borch.infer.run;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The kept draws of one chain with the numbers noted about each, in memory for a whole run. */
public final class KeptDraws {

  private static final String POSITION = "position";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*__");

  private final Run run;
  private final int dimension;
  private final List<String> columns;
  private final double[] positions; // [draws, dimension]
  private final double[][] values; // [columns][draws]
  private int size;

  KeptDraws(int dimension, List<String> columns, Run run) {
    this.run = run;
    this.dimension = dimension;
    this.columns = requireNames(columns);
    int capacity = run.draws();
    if ((long) capacity * dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d draws of %d coordinates are more numbers than a Java array holds; keep fewer draws,"
                  .formatted(capacity, dimension)
              + " with more thinning");
    }
    positions = new double[capacity * dimension];
    values = new double[this.columns.size()][capacity];
  }

  private static List<String> requireNames(List<String> columns) {
    for (String column : columns) {
      if (!NAME.matcher(column).matches()
          || columns.indexOf(column) != columns.lastIndexOf(column)) {
        throw new IllegalArgumentException(
            "columns "
                + columns
                + ": got \""
                + column
                + "\", expected distinct names of letters, digits and _ that end with __, by which"
                + " files tell them from variables, such as temperature__");
      }
    }
    return List.copyOf(columns);
  }

  /**
   * Whether the state after a step is to be kept.
   *
   * @param step its number; the first one of the chain is 0
   */
  public boolean keeps(long step) {
    return run.keeps(step);
  }

  /** How many steps of the chain that are not finite may be left out. */
  long skipLimit() {
    return run.skipLimit();
  }

  /**
   * Adds the state after the next step that is to be kept.
   *
   * @param position unconstrained coordinates; copied
   * @param noted a number for each of {@link Chain#columns}
   * @throws IllegalArgumentException if they are not as many as algorithm and chain say
   * @throws IllegalStateException if there are more draws than the run keeps
   */
  public void add(double[] position, double... noted) {
    if (position.length != dimension || noted.length != values.length) {
      throw new IllegalArgumentException(
          "draw of %d coordinates with %d numbers, expected %d and %d, one for each of the columns %s"
              .formatted(position.length, noted.length, dimension, values.length, columns));
    }
    if (size == run.draws()) {
      throw new IllegalStateException(
          "draw " + size + " of a run of " + run.draws() + "; ask keeps(step) before each add");
    }
    System.arraycopy(position, 0, positions, size * dimension, dimension);
    for (int i = 0; i < noted.length; i++) {
      values[i][size] = noted[i];
    }
    size++;
  }

  /** The number of draws so far. */
  public int size() {
    return size;
  }

  /** Refuses a chain that kept others than it should. */
  void requireAfter(long steps) {
    if (size != run.drawsAfter(steps)) {
      throw new IllegalStateException(
          "%d draws after %d steps, expected %d; a chain adds the state after each step for which keeps(step)"
              .formatted(size, steps, run.drawsAfter(steps)));
    }
  }

  List<String> columns() {
    return columns;
  }

  double[] position(int draw) {
    return Arrays.copyOfRange(positions, draw * dimension, (draw + 1) * dimension);
  }

  double coordinate(int draw, int index) {
    return positions[draw * dimension + index];
  }

  /** A copy of the first draws' numbers of a column. */
  double[] column(int column, int draws) {
    return Arrays.copyOf(values[column], draws);
  }

  Info info(int draw) {
    double[] noted = new double[values.length];
    Arrays.setAll(noted, i -> values[i][draw]);
    return Info.of(columns, noted);
  }

  void save(SavedState memory) {
    memory.put(POSITION, Arrays.copyOf(positions, size * dimension));
    SavedState noted = memory.at("columns");
    for (int i = 0; i < values.length; i++) {
      noted.put(columns.get(i), column(i, size));
    }
  }

  void restore(SavedState memory, int draws) {
    size = draws;
    copy(memory.get(POSITION, draws * dimension), positions);
    SavedState noted = memory.at("columns");
    for (int i = 0; i < values.length; i++) {
      copy(noted.get(columns.get(i), draws), values[i]);
    }
  }

  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }
}
