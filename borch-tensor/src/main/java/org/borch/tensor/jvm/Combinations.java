package org.borch.tensor.jvm;

/**
 * Sums of vectors, each times a number: six vectors at a time, each an array of its own, because
 * HotSpot vectorises no loop with offsets; with more it would not vectorise it on JDK 17. Copied
 * into each compiled program, once for each class of lengths; for floats it is narrowed.
 */
final class Combinations {

  private Combinations() {}

  /** A matrix, given as its columns, of which there is one at least, times x. */
  static void columns(double[][] columns, double[] x, double[] out) {
    int l = set(x, 0, 1, columns, columns.length, out);
    for (; l < columns.length - 5; l += 6) { // as below, but a tenth faster without steps
      add(
          out,
          columns[l],
          columns[l + 1],
          columns[l + 2],
          columns[l + 3],
          columns[l + 4],
          columns[l + 5],
          x[l],
          x[l + 1],
          x[l + 2],
          x[l + 3],
          x[l + 4],
          x[l + 5]);
    }
    combine(x, 0, 1, columns, l, columns.length, out);
  }

  /**
   * The sum of rows, each times an element of a; added to what the sum holds, unless they are the
   * first ones.
   *
   * @param from the place of the first row's element
   * @param step from one row's element to the next one's
   */
  static void combine(
      double[] a, int from, int step, double[][] rows, int first, int end, double[] sum) {
    int l = first == 0 ? set(a, from, step, rows, end, sum) : first;
    for (; l < end - 5; l += 6) {
      int at = from + l * step;
      add(
          sum,
          rows[l],
          rows[l + 1],
          rows[l + 2],
          rows[l + 3],
          rows[l + 4],
          rows[l + 5],
          a[at],
          a[at + step],
          a[at + 2 * step],
          a[at + 3 * step],
          a[at + 4 * step],
          a[at + 5 * step]);
    }
    if (l < end - 3) {
      int at = from + l * step;
      add(
          sum,
          rows[l],
          rows[l + 1],
          rows[l + 2],
          rows[l + 3],
          a[at],
          a[at + step],
          a[at + 2 * step],
          a[at + 3 * step]);
      l += 4;
    }
    if (l < end - 1) {
      add(sum, rows[l], rows[l + 1], a[from + l * step], a[from + (l + 1) * step]);
      l += 2;
    }
    if (l < end) {
      add(sum, rows[l], a[from + l * step]);
    }
  }

  /** The sum of the first rows; returns how many these are. */
  private static int set(double[] a, int from, int step, double[][] rows, int count, double[] sum) {
    if (count >= 6) {
      set(
          sum,
          rows[0],
          rows[1],
          rows[2],
          rows[3],
          rows[4],
          rows[5],
          a[from],
          a[from + step],
          a[from + 2 * step],
          a[from + 3 * step],
          a[from + 4 * step],
          a[from + 5 * step]);
      return 6;
    }
    if (count >= 4) {
      set(
          sum,
          rows[0],
          rows[1],
          rows[2],
          rows[3],
          a[from],
          a[from + step],
          a[from + 2 * step],
          a[from + 3 * step]);
      return 4;
    }
    if (count >= 2) {
      set(sum, rows[0], rows[1], a[from], a[from + step]);
      return 2;
    }
    set(sum, rows[0], a[from]);
    return 1;
  }

  private static void set(
      double[] sum,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      double[] r4,
      double[] r5,
      double x0,
      double x1,
      double x2,
      double x3,
      double x4,
      double x5) {
    for (int j = 0; j < sum.length; j++) {
      double part = Math.fma(x2, r2[j], Math.fma(x1, r1[j], x0 * r0[j]));
      sum[j] = Math.fma(x5, r5[j], Math.fma(x4, r4[j], Math.fma(x3, r3[j], part)));
    }
  }

  private static void set(
      double[] sum,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      double x0,
      double x1,
      double x2,
      double x3) {
    for (int j = 0; j < sum.length; j++) {
      double part = Math.fma(x1, r1[j], x0 * r0[j]);
      sum[j] = Math.fma(x3, r3[j], Math.fma(x2, r2[j], part));
    }
  }

  private static void set(double[] sum, double[] r0, double[] r1, double x0, double x1) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(x1, r1[j], x0 * r0[j]);
    }
  }

  private static void set(double[] sum, double[] r, double x) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = x * r[j];
    }
  }

  private static void add(
      double[] sum,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      double[] r4,
      double[] r5,
      double x0,
      double x1,
      double x2,
      double x3,
      double x4,
      double x5) {
    for (int j = 0; j < sum.length; j++) {
      double part = Math.fma(x2, r2[j], Math.fma(x1, r1[j], Math.fma(x0, r0[j], sum[j])));
      sum[j] = Math.fma(x5, r5[j], Math.fma(x4, r4[j], Math.fma(x3, r3[j], part)));
    }
  }

  private static void add(
      double[] sum,
      double[] r0,
      double[] r1,
      double[] r2,
      double[] r3,
      double x0,
      double x1,
      double x2,
      double x3) {
    for (int j = 0; j < sum.length; j++) {
      double part = Math.fma(x1, r1[j], Math.fma(x0, r0[j], sum[j]));
      sum[j] = Math.fma(x3, r3[j], Math.fma(x2, r2[j], part));
    }
  }

  private static void add(double[] sum, double[] r0, double[] r1, double x0, double x1) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(x1, r1[j], Math.fma(x0, r0[j], sum[j]));
    }
  }

  private static void add(double[] sum, double[] r, double x) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(x, r[j], sum[j]);
    }
  }
}
