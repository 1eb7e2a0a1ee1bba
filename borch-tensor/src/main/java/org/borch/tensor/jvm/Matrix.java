package org.borch.tensor.jvm;

/**
 * A constant matrix, held as its columns or, if it has a few long rows, as these; equal by content.
 */
final class Matrix {

  /** Shorter columns cost more than dot products; measured on JDK 17 and 25. */
  private static final int LEAST_COLUMN = 9;

  private final int rows;
  private final int columns;
  private final Values values;

  /** From row-major values. */
  Matrix(int rows, int columns, double[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = new Values(values);
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /**
   * Whether products run along the rows, one sum each, which HotSpot does not vectorise, because
   * the columns are too short for it.
   */
  boolean byRows() {
    return rows < LEAST_COLUMN && columns > rows;
  }

  /** The copy of {@link Combinations} for the columns' length, or nothing if these are not used. */
  String name() {
    return byRows() ? "" : KernelCopy.prefix(rows);
  }

  /** The rows or the columns: each an array, because HotSpot vectorises no offsets. */
  double[][] lines() {
    double[] source = values.numbers();
    double[][] lines = new double[byRows() ? rows : columns][byRows() ? columns : rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (byRows()) {
          lines[i][j] = source[i * columns + j];
        } else {
          lines[j][i] = source[i * columns + j];
        }
      }
    }
    return lines;
  }

  double[] times(double[] vector) {
    double[] result = new double[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[i] += values.numbers()[i * columns + j] * vector[j];
      }
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matrix matrix && rows == matrix.rows && values.equals(matrix.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
