package org.borch.tensor.jvm;

/**
 * Products of matrices. The rows of the result are {@link Combinations} of the right matrix's rows.
 * Copied into each compiled program, once for each class of lengths; for floats it is narrowed.
 */
final class Products {

  private Products() {}

  /**
   * Products by rows, a block of the right matrix's rows at a time, which stays in the first level
   * of cache while some rows of the result are updated. Matrices that share the left one lie side
   * by side in the rows.
   *
   * @param rows memory for the right matrix
   * @param sums memory for some rows of the result
   * @param block how many rows of the right matrix are used at a time
   */
  static void byRows(
      double[] a,
      double[] b,
      double[] out,
      double[][] rows,
      double[][] sums,
      int block,
      Product shape) {
    View left = shape.left();
    View right = shape.right();
    View target = shape.out();
    int columns = shape.columns();
    int merged = shape.merged();
    int packed = -1;
    for (int p = 0; p < left.batch(); p += merged) {
      if (right.start(p) != packed || merged > 1) {
        packed = right.start(p);
        for (int m = 0; m < merged; m++) {
          pack(b, right.start(p + m), right.down(), right.across(), rows, m * columns, columns);
        }
      }
      for (int top = 0; top < shape.rows(); top += sums.length) {
        int count = Math.min(sums.length, shape.rows() - top);
        sum(a, left.start(p) + top * left.down(), left, rows, block, sums, count);
        for (int i = 0; i < count; i++) {
          int below = (top + i) * target.down();
          for (int m = 0; m < merged; m++) {
            int to = target.start(p + m) + below;
            store(sums[i], m * columns, columns, out, to, target.across());
          }
        }
      }
    }
  }

  /** Some rows of the result: sums of the right matrix's rows. */
  private static void sum(
      double[] a, int from, View left, double[][] rows, int block, double[][] sums, int count) {
    for (int first = 0; first < rows.length; first += block) {
      int end = Math.min(first + block, rows.length);
      for (int i = 0; i < count; i++) {
        Combinations.combine(a, from + i * left.down(), left.across(), rows, first, end, sums[i]);
      }
    }
  }

  /** Copies rows into arrays, from a place in these on. */
  private static void pack(
      double[] b, int from, int down, int across, double[][] rows, int to, int columns) {
    int count = rows.length;
    if (across == 1) {
      for (int l = 0; l < count; l++) {
        System.arraycopy(b, from + l * down, rows[l], to, columns);
      }
      return;
    }
    int end = to + columns;
    int l = 0;
    for (; l < count - 3; l += 4) {
      int at = from + l * down;
      packFour(b, at, down, across, rows[l], rows[l + 1], rows[l + 2], rows[l + 3], to, end);
    }
    for (; l < count; l++) {
      double[] row = rows[l];
      for (int j = to, at = from + l * down; j < end; j++, at += across) {
        row[j] = b[at];
      }
    }
  }

  /** Four rows at a time: what lies side by side in a transposed matrix is read together. */
  private static void packFour(
      double[] b,
      int from,
      int down,
      int across,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      int to,
      int end) {
    for (int j = to, at = from; j < end; j++, at += across) {
      r0[j] = b[at];
      r1[j] = b[at + down];
      r2[j] = b[at + 2 * down];
      r3[j] = b[at + 3 * down];
    }
  }

  private static void store(double[] row, int from, int columns, double[] out, int to, int across) {
    if (across == 1) {
      System.arraycopy(row, from, out, to, columns);
    } else {
      for (int j = from, at = to; j < from + columns; j++, at += across) {
        out[at] = row[j];
      }
    }
  }

  /** Products element by element, for those with few; two rows at a time share the other matrix. */
  static void dots(double[] a, double[] b, double[] out, Product shape) {
    View left = shape.left();
    View right = shape.right();
    int columns = shape.columns();
    View target = shape.out();
    for (int p = 0; p < left.batch(); p++) {
      int row = left.start(p);
      int i = 0;
      for (; i < shape.rows() - 1; i += 2, row += 2 * left.down()) {
        int at = target.start(p) + i * target.down();
        for (int j = 0; j < columns; j++, at += target.across()) {
          int column = right.start(p) + j * right.across();
          int below = at + target.down();
          twoDots(a, row, left, b, column, right.down(), shape.inner(), out, at, below);
        }
      }
      int at = target.start(p) + i * target.down();
      for (int j = 0; i < shape.rows() && j < columns; j++, at += target.across()) {
        int column = right.start(p) + j * right.across();
        out[at] = dot(a, row, left.across(), b, column, right.down(), shape.inner());
      }
    }
  }

  private static void twoDots(
      double[] a,
      int atA,
      View left,
      double[] b,
      int atB,
      int stepB,
      int length,
      double[] out,
      int first,
      int second) {
    int stepA = left.across();
    int down = left.down();
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    double t = 0;
    double u = 0;
    double v = 0;
    double w = 0;
    int l = 0;
    int i = atA;
    int j = atB;
    for (; l < length - 3; l += 4, i += 4 * stepA, j += 4 * stepB) {
      int k = i + down;
      double b0 = b[j];
      double b1 = b[j + stepB];
      double b2 = b[j + 2 * stepB];
      double b3 = b[j + 3 * stepB];
      p = Math.fma(a[i], b0, p);
      t = Math.fma(a[k], b0, t);
      q = Math.fma(a[i + stepA], b1, q);
      u = Math.fma(a[k + stepA], b1, u);
      r = Math.fma(a[i + 2 * stepA], b2, r);
      v = Math.fma(a[k + 2 * stepA], b2, v);
      s = Math.fma(a[i + 3 * stepA], b3, s);
      w = Math.fma(a[k + 3 * stepA], b3, w);
    }
    for (; l < length; l++, i += stepA, j += stepB) {
      p = Math.fma(a[i], b[j], p);
      t = Math.fma(a[i + down], b[j], t);
    }
    out[first] = (p + q) + (r + s);
    out[second] = (t + u) + (v + w);
  }

  private static double dot(
      double[] a, int atA, int stepA, double[] b, int atB, int stepB, int length) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    int l = 0;
    int i = atA;
    int j = atB;
    for (; l < length - 3; l += 4, i += 4 * stepA, j += 4 * stepB) {
      p = Math.fma(a[i], b[j], p);
      q = Math.fma(a[i + stepA], b[j + stepB], q);
      r = Math.fma(a[i + 2 * stepA], b[j + 2 * stepB], r);
      s = Math.fma(a[i + 3 * stepA], b[j + 3 * stepB], s);
    }
    for (; l < length; l++, i += stepA, j += stepB) {
      p = Math.fma(a[i], b[j], p);
    }
    return (p + q) + (r + s);
  }
}
