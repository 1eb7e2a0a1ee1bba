package org.borch.infer.diagnostics;

/** The discrete Fourier transform of a length that is a power of two, in place. */
final class Fourier {

  private Fourier() {}

  /** Replaces {@code re + i im} by its forward transform (Cooley and Tukey 1965, radix 2). */
  static void transform(double[] re, double[] im) {
    int n = re.length;
    reorder(re, im);
    double[] cos = new double[n / 2];
    double[] sin = new double[n / 2];
    for (int k = 0; k < n / 2; k++) {
      cos[k] = Math.cos(2 * Math.PI * k / n);
      sin[k] = -Math.sin(2 * Math.PI * k / n);
    }
    for (int half = 1; half < n; half *= 2) {
      int stride = n / (2 * half);
      for (int start = 0; start < n; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int i = start + k;
          int j = i + half;
          double c = cos[k * stride];
          double s = sin[k * stride];
          double x = re[j] * c - im[j] * s;
          double y = re[j] * s + im[j] * c;
          re[j] = re[i] - x;
          im[j] = im[i] - y;
          re[i] += x;
          im[i] += y;
        }
      }
    }
  }

  /** Each element goes to the place whose binary digits are its own in reverse. */
  private static void reorder(double[] re, double[] im) {
    int n = re.length;
    int shift = Integer.numberOfLeadingZeros(n) + 1;
    for (int i = 0; i < n; i++) {
      int j = n == 1 ? 0 : Integer.reverse(i) >>> shift;
      if (i < j) {
        double x = re[i];
        re[i] = re[j];
        re[j] = x;
        double y = im[i];
        im[i] = im[j];
        im[j] = y;
      }
    }
  }
}
