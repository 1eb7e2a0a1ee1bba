package org.borch.tensor.trace.jvm;

/** A constant matrix, held as its columns or, if it is wide, as its rows; equal by content. */
final class Matrix {

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

  /** Whether products run along the rows, one sum each, not along the columns. */
  boolean isWide() {
    return columns > rows;
  }

  /** The rows if wide, else the columns: each an array, because HotSpot vectorises no offsets. */
  double[][] lines() {
    double[] source = values.numbers();
    double[][] lines = new double[isWide() ? rows : columns][isWide() ? columns : rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (isWide()) {
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
