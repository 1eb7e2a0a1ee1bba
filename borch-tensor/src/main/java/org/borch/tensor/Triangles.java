package org.borch.tensor;

import java.util.Arrays;

/**
 * Loops of Cholesky factors and triangular solves. Lines that are combined are arrays of their own
 * and accessed at the bare index, because HotSpot vectorises no loop with offsets.
 */
final class Triangles {

  /** With fewer right sides, sums along the rows are faster than updates of rows. */
  static final int FEW = 4;

  private Triangles() {}

  /**
   * The factors of matrices [d, d], one after the other: column by column, each less what the
   * columns before it contribute.
   *
   * @param columns of d elements
   */
  static void factor(double[] a, double[] l, double[][] columns) {
    int d = columns.length;
    for (int start = 0; start < l.length; start += d * d) {
      for (int j = 0; j < d; j++) {
        double[] column = columns[j];
        for (int i = j; i < d; i++) {
          column[i] = a[start + i * d + j];
        }
        combine(columns, j, column, j, d);
        double pivot = Math.sqrt(column[j]);
        column[j] = pivot;
        for (int i = j + 1; i < d; i++) {
          column[i] /= pivot;
        }
      }
      for (int j = 0; j < d; j++) {
        Arrays.fill(l, start + j * d, start + (j + 1) * d, 0);
        for (int k = 0; k <= j; k++) {
          l[start + j * d + k] = columns[k][j];
        }
      }
    }
  }

  /** Subtracts the columns before {@code j}, each times its element j. */
  private static void combine(double[][] columns, int j, double[] column, int from, int to) {
    int k = 0;
    for (; k < j - 3; k += 4) {
      double[] a = columns[k];
      double[] b = columns[k + 1];
      double[] c = columns[k + 2];
      double[] d = columns[k + 3];
      subtract(column, a, b, c, d, a[j], b[j], c[j], d[j], from, to);
    }
    for (; k < j; k++) {
      subtract(column, columns[k], columns[k][j], from, to);
    }
  }

  private static void subtract(
      double[] out,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double p,
      double q,
      double r,
      double s,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      out[i] -= (a[i] * p + b[i] * q) + (c[i] * r + d[i] * s);
    }
  }

  private static void subtract(double[] out, double[] a, double p, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] -= a[i] * p;
    }
  }

  /**
   * Solves one system with many right sides, held as rows of x.
   *
   * @param down from a factor of one unknown to that of the next equation; of L or of Lᵀ
   * @param across from a factor of one equation to that of the next unknown
   * @param backwards whether the last unknown is found first
   */
  static void solve(double[] l, int from, int down, int across, boolean backwards, double[][] x) {
    int d = x.length;
    int columns = d == 0 ? 0 : x[0].length;
    for (int step = 0; step < d; step++) {
      int i = backwards ? d - 1 - step : step;
      int row = from + i * down;
      int first = backwards ? i + 1 : 0;
      int end = first + step;
      int j = first;
      for (; j < end - 3; j += 4) {
        int at = row + j * across;
        subtract(
            x[i],
            x[j],
            x[j + 1],
            x[j + 2],
            x[j + 3],
            l[at],
            l[at + across],
            l[at + 2 * across],
            l[at + 3 * across],
            0,
            columns);
      }
      for (; j < end; j++) {
        subtract(x[i], x[j], l[row + j * across], 0, columns);
      }
      divide(x[i], l[row + i * across]);
    }
  }

  private static void divide(double[] x, double pivot) {
    for (int c = 0; c < x.length; c++) {
      x[c] /= pivot;
    }
  }

  /** Solves one system with few right sides, row-major [d, columns] in x. */
  static void solveFew(
      double[] l,
      int from,
      int down,
      int across,
      boolean backwards,
      double[] x,
      int start,
      int d,
      int columns) {
    for (int step = 0; step < d; step++) {
      int i = backwards ? d - 1 - step : step;
      int row = from + i * down;
      int first = backwards ? i + 1 : 0;
      for (int c = 0; c < columns; c++) {
        double known =
            dot(l, row + first * across, across, x, start + first * columns + c, columns, step);
        int place = start + i * columns + c;
        x[place] = (x[place] - known) / l[row + i * across];
      }
    }
  }

  private static double dot(
      double[] a, int atA, int stepA, double[] b, int atB, int stepB, int length) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    int n = 0;
    int i = atA;
    int j = atB;
    for (; n < length - 3; n += 4, i += 4 * stepA, j += 4 * stepB) {
      p += a[i] * b[j];
      q += a[i + stepA] * b[j + stepB];
      r += a[i + 2 * stepA] * b[j + 2 * stepB];
      s += a[i + 3 * stepA] * b[j + 3 * stepB];
    }
    for (; n < length; n++, i += stepA, j += stepB) {
      p += a[i] * b[j];
    }
    return (p + q) + (r + s);
  }
}
