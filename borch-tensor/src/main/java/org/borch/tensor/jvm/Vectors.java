package org.borch.tensor.jvm;

import java.util.Arrays;

/**
 * Loops that move elements of vectors or combine them by group, and constant matrices times
 * vectors. Copied into each compiled program like {@link Kernels}; for floats they are narrowed.
 */
final class Vectors {

  private Vectors() {}

  static void fill(double[] out, double number) {
    Arrays.fill(out, number);
  }

  static void gather(double[] x, double[] out, int[] places) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[places[i]];
    }
  }

  static void gatherOrZero(double[] x, double[] out, int[] places) {
    for (int i = 0; i < out.length; i++) {
      out[i] = places[i] < 0 ? 0 : x[places[i]];
    }
  }

  /** Runs of elements that follow each other in x, from the places on; zeros from places of -1. */
  static void copyRuns(double[] x, double[] out, int[] places) {
    int length = out.length / places.length;
    for (int run = 0, to = 0; run < places.length; run++, to += length) {
      if (places[run] < 0) {
        Arrays.fill(out, to, to + length, 0);
      } else {
        System.arraycopy(x, places[run], out, to, length);
      }
    }
  }

  /** Copies runs of x: for each, its start, where it goes, and its length. */
  static void placeRuns(double[] x, double[] out, int[] runs) {
    for (int run = 0; run < runs.length; run += 3) {
      if (runs[run + 2] == 1) {
        out[runs[run + 1]] = x[runs[run]];
      } else {
        System.arraycopy(x, runs[run], out, runs[run + 1], runs[run + 2]);
      }
    }
  }

  /** Runs of one element of x each, at the places; zeros at places of -1. */
  static void fillRuns(double[] x, double[] out, int[] places) {
    int length = out.length / places.length;
    for (int run = 0, to = 0; run < places.length; run++, to += length) {
      Arrays.fill(out, to, to + length, places[run] < 0 ? 0 : x[places[run]]);
    }
  }

  /**
   * The sums of the columns of a matrix, row-major; four rows at a time, in memory of their own.
   */
  static void columnSums(
      double[] x, double[] out, double[] r0, double[] r1, double[] r2, double[] r3) {
    int columns = out.length;
    Arrays.fill(out, 0);
    int at = 0;
    for (; at <= x.length - 4 * columns; at += 4 * columns) {
      System.arraycopy(x, at, r0, 0, columns);
      System.arraycopy(x, at + columns, r1, 0, columns);
      System.arraycopy(x, at + 2 * columns, r2, 0, columns);
      System.arraycopy(x, at + 3 * columns, r3, 0, columns);
      addRows(out, r0, r1, r2, r3);
    }
    for (; at < x.length; at += columns) {
      System.arraycopy(x, at, r0, 0, columns);
      addRow(out, r0);
    }
  }

  private static void addRows(double[] out, double[] r0, double[] r1, double[] r2, double[] r3) {
    for (int j = 0; j < out.length; j++) {
      out[j] += (r0[j] + r1[j]) + (r2[j] + r3[j]);
    }
  }

  private static void addRow(double[] out, double[] row) {
    for (int j = 0; j < out.length; j++) {
      out[j] += row[j];
    }
  }

  static void scatter(double[] x, double[] out, int[] targets) {
    Arrays.fill(out, 0);
    for (int i = 0; i < x.length; i++) {
      out[targets[i]] += x[i];
    }
  }

  static void largest(double[] x, double[] out, int[] targets) {
    Arrays.fill(out, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.length; i++) {
      out[targets[i]] = Math.max(out[targets[i]], x[i]);
    }
  }

  /** A matrix, given as its rows, times x. */
  static void rows(double[][] rows, double[] x, double[] out) {
    int j = 0;
    for (; j < rows.length - 7; j += 8) {
      eightDots(
          rows[j],
          rows[j + 1],
          rows[j + 2],
          rows[j + 3],
          rows[j + 4],
          rows[j + 5],
          rows[j + 6],
          rows[j + 7],
          x,
          out,
          j);
    }
    for (; j < rows.length - 3; j += 4) {
      dots(rows[j], rows[j + 1], rows[j + 2], rows[j + 3], x, out, j);
    }
    for (; j < rows.length; j++) {
      out[j] = dot(rows[j], x);
    }
  }

  /** Sums are not vectorised: what counts are elements read, here nine for eight products. */
  private static void eightDots(
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double[] e,
      double[] f,
      double[] g,
      double[] h,
      double[] x,
      double[] out,
      int from) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    double t = 0;
    double u = 0;
    double v = 0;
    double w = 0;
    for (int i = 0; i < x.length; i++) {
      double y = x[i];
      p += a[i] * y;
      q += b[i] * y;
      r += c[i] * y;
      s += d[i] * y;
      t += e[i] * y;
      u += f[i] * y;
      v += g[i] * y;
      w += h[i] * y;
    }
    out[from] = p;
    out[from + 1] = q;
    out[from + 2] = r;
    out[from + 3] = s;
    out[from + 4] = t;
    out[from + 5] = u;
    out[from + 6] = v;
    out[from + 7] = w;
  }

  private static void dots(
      double[] a, double[] b, double[] c, double[] d, double[] x, double[] out, int from) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    double p1 = 0;
    double q1 = 0;
    double r1 = 0;
    double s1 = 0;
    int i = 0;
    for (; i < x.length - 1; i += 2) {
      double x0 = x[i];
      double x1 = x[i + 1];
      p += a[i] * x0;
      q += b[i] * x0;
      r += c[i] * x0;
      s += d[i] * x0;
      p1 += a[i + 1] * x1;
      q1 += b[i + 1] * x1;
      r1 += c[i + 1] * x1;
      s1 += d[i + 1] * x1;
    }
    if (i < x.length) {
      p += a[i] * x[i];
      q += b[i] * x[i];
      r += c[i] * x[i];
      s += d[i] * x[i];
    }
    out[from] = p + p1;
    out[from + 1] = q + q1;
    out[from + 2] = r + r1;
    out[from + 3] = s + s1;
  }

  private static double dot(double[] a, double[] x) {
    double p = 0;
    double q = 0;
    double r = 0;
    double s = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      p += a[i] * x[i];
      q += a[i + 1] * x[i + 1];
      r += a[i + 2] * x[i + 2];
      s += a[i + 3] * x[i + 3];
    }
    for (; i < x.length; i++) {
      p += a[i] * x[i];
    }
    return (p + q) + (r + s);
  }
}
