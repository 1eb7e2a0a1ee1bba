package org.borch.tensor.jvm;

/**
 * Functions of whole vectors. Each compiled program runs a copy of its own ({@link KernelCopy}),
 * because HotSpot shapes a loop after the lengths that it first sees. What is meant to be
 * vectorised stands in a loop of its own, without sums, calls and bit operations. Results differ
 * from java.lang.Math by a few 1e-16; elements outside a kernel's range are computed again by it.
 */
final class Kernels {

  /** Added to a small number, it leaves the nearest integer in the low bits. */
  private static final double MAGIC = 0x1.8p52;

  private static final long MAGIC_BITS = 0x4338000000000000L;
  private static final double INV_LN2 = 1.44269504088896338700;
  private static final double LN2_HI = 6.93147180369123816490e-01; // upper 33 bits
  private static final double LN2_LO = 1.90821492927058770002e-10;
  private static final long SQRT_HALF = 0x3FE6A09E667F3BCDL;
  private static final long MIN_NORMAL = 0x0010000000000000L;
  private static final long MAX_FINITE = 0x7FEFFFFFFFFFFFFFL;
  private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
  private static final double GAMMA_LEAST = 1e-290;
  private static final double GAMMA_MOST = 1e40;

  private Kernels() {}

  static void exp(double[] x, double[] out, double[] k) {
    expReduce(x, out, k);
    expPolynomial(out);
    if (expScale(out, k)) {
      for (int i = 0; i < out.length; i++) {
        if (!(Math.abs(x[i]) < 700)) {
          out[i] = Math.exp(x[i]);
        }
      }
    }
  }

  private static void expReduce(double[] x, double[] r, double[] k) {
    for (int i = 0; i < r.length; i++) {
      k[i] = x[i] * INV_LN2 + MAGIC;
    }
    for (int i = 0; i < r.length; i++) {
      double n = k[i] - MAGIC;
      r[i] = (x[i] - n * LN2_HI) - n * LN2_LO;
    }
  }

  /** exp(r) - 1 for |r| <= log(2)/2; interpolated at Chebyshev points, error 2e-17. */
  private static void expPolynomial(double[] r) {
    for (int i = 0; i < r.length; i++) {
      double z = r[i];
      double p = 2.5100385495510327e-08 * z + 2.7620088445409757e-07;
      p = p * z + 2.7557268459997064e-06;
      p = p * z + 2.4801521295954376e-05;
      p = p * z + 0.00019841269863053618;
      p = p * z + 0.0013888888917213717;
      p = p * z + 0.008333333333330062;
      p = p * z + 0.04166666666662413;
      p = p * z + 0.16666666666666669;
      p = p * z + 0.5000000000000001;
      r[i] = z + z * z * p;
    }
  }

  /** Multiplies 1 + x by 2^n; tells whether some n lies outside the exponents of normal numbers. */
  private static boolean expScale(double[] out, double[] k) {
    long outside = 0;
    for (int i = 0; i < out.length; i++) {
      long n = Double.doubleToRawLongBits(k[i]) - MAGIC_BITS;
      outside |= (n + 1010) | (1010 - n);
      out[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(1 + out[i]) + (n << 52));
    }
    return outside < 0;
  }

  static void expm1(double[] x, double[] out, double[] k) {
    expReduce(x, out, k);
    expPolynomial(out);
    boolean outside = powersOfTwo(k);
    for (int i = 0; i < out.length; i++) {
      out[i] = k[i] * out[i] + (k[i] - 1);
    }
    if (outside) {
      for (int i = 0; i < out.length; i++) {
        if (!(Math.abs(x[i]) < 700)) {
          out[i] = Math.expm1(x[i]);
        }
      }
    }
  }

  /** Turns n, as the low bits, into 2^n; tells whether some are not normal numbers. */
  private static boolean powersOfTwo(double[] k) {
    long outside = 0;
    for (int i = 0; i < k.length; i++) {
      long n = Double.doubleToRawLongBits(k[i]) - MAGIC_BITS;
      outside |= (n + 1010) | (1010 - n);
      k[i] = Double.longBitsToDouble((n + 1023) << 52);
    }
    return outside < 0;
  }

  /** (e - 1) / (e + 1) with e = exp(2x); beyond 20 it is 1. */
  static void tanh(double[] x, double[] out, double[] u, double[] k) {
    for (int i = 0; i < out.length; i++) {
      u[i] = 2 * Math.max(-20, Math.min(20, x[i]));
    }
    expm1(u, out, k);
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] / (out[i] + 2);
    }
  }

  static void log(double[] x, double[] out, double[] k) {
    if (logFinite(x, out, k)) {
      for (int i = 0; i < out.length; i++) {
        if (isNotNormal(x[i])) {
          out[i] = Math.log(x[i]);
        }
      }
    }
  }

  private static boolean isNotNormal(double x) {
    return !(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE);
  }

  /** The log of positive normal numbers; tells whether there are others. */
  private static boolean logFinite(double[] x, double[] out, double[] k) {
    boolean outside = logSplit(x, out, k);
    logArgument(out);
    logPolynomial(out, k);
    return outside;
  }

  /** x = 2^n m with m in [sqrt(1/2), sqrt(2)). */
  private static boolean logSplit(double[] x, double[] m, double[] k) {
    long outside = 0;
    for (int i = 0; i < m.length; i++) {
      long bits = Double.doubleToRawLongBits(x[i]);
      outside |= (bits - MIN_NORMAL) | (MAX_FINITE - bits);
      long n = (bits - SQRT_HALF) >> 52;
      m[i] = Double.longBitsToDouble(bits - (n << 52));
      k[i] = Double.longBitsToDouble(MAGIC_BITS + n);
    }
    return outside < 0;
  }

  private static void logArgument(double[] m) {
    for (int i = 0; i < m.length; i++) {
      double f = m[i] - 1;
      m[i] = f / (2 + f);
    }
  }

  /** fdlibm's polynomial in s², where log m = 2 artanh s. */
  private static void logPolynomial(double[] s, double[] k) {
    for (int i = 0; i < s.length; i++) {
      double n = k[i] - MAGIC;
      double z = s[i] * s[i];
      double p = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
      p = 1.818357216161805012e-01 + z * p;
      p = 2.222219843214978396e-01 + z * p;
      p = 2.857142874366239149e-01 + z * p;
      p = 3.999999999940941908e-01 + z * p;
      p = 6.666666666666735130e-01 + z * p;
      s[i] = n * LN2_HI + (n * LN2_LO + (2 * s[i] + s[i] * (z * p)));
    }
  }

  static void log1p(double[] x, double[] out, double[] u, double[] k) {
    for (int i = 0; i < out.length; i++) {
      u[i] = 1 + x[i];
    }
    boolean outside = logFinite(u, out, k);
    for (int i = 0; i < out.length; i++) {
      out[i] += (x[i] - (u[i] - 1)) / u[i];
    }
    if (outside) {
      for (int i = 0; i < out.length; i++) {
        if (isNotNormal(u[i])) {
          out[i] = Math.log1p(x[i]);
        }
      }
    }
  }

  /** log(1 + x) for x in [0, 1] by 2 artanh; interpolated at Chebyshev points, error 3e-18. */
  static void log1pUnit(double[] x, double[] out, double[] s) {
    for (int i = 0; i < out.length; i++) {
      s[i] = x[i] / (2 + x[i]);
    }
    for (int i = 0; i < out.length; i++) {
      double z = s[i] * s[i];
      double p = 0.1563057780092285 * z + 0.07492143795550767;
      p = p * z + 0.10845178394880015;
      p = p * z + 0.11734279061303197;
      p = p * z + 0.13335178631449257;
      p = p * z + 0.1538454396486055;
      p = p * z + 0.18181819897962714;
      p = p * z + 0.2222222219823677;
      p = p * z + 0.285714285716001;
      p = p * z + 0.39999999999999525;
      p = p * z + 0.6666666666666666;
      out[i] = p * z;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] - s[i] * (x[i] - out[i]);
    }
  }

  /** Stirling's series at x + 7 and one logarithm of the factors between. */
  static void logGamma(double[] x, double[] out, double[] u, double[] v, double[] k) {
    for (int i = 0; i < out.length; i++) {
      double w = x[i] * (x[i] + 6);
      out[i] = w * (w + 5) * (w + 8) * (x[i] + 3);
    }
    logFinite(out, v, k);
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] + 7;
    }
    logFinite(out, u, k);
    for (int i = 0; i < out.length; i++) {
      u[i] = (out[i] - 0.5) * (u[i] - 1) - v[i];
    }
    for (int i = 0; i < out.length; i++) {
      double r = 1 / out[i];
      double z = r * r;
      double p = 691.0 / 360360 - z * (1.0 / 156 - z * (3617.0 / 122400));
      p = 1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * p));
      out[i] = u[i] + (HALF_LOG_TWO_PI - 0.5) + (1.0 / 12 - z * (1.0 / 360 - z * p)) * r;
    }
    if (hasOutside(x)) {
      for (int i = 0; i < out.length; i++) {
        if (!(x[i] >= GAMMA_LEAST && x[i] <= GAMMA_MOST)) {
          out[i] = Functions.logGamma(x[i]);
        }
      }
    }
  }

  /** The asymptotic series at x + 8 and the eight reciprocals between, in pairs. */
  static void digamma(double[] x, double[] out, double[] u, double[] k) {
    for (int i = 0; i < out.length; i++) {
      u[i] = x[i] + 8;
    }
    logFinite(u, out, k);
    for (int i = 0; i < out.length; i++) {
      double w = x[i] * (x[i] + 7);
      k[i] = (w + 3) / (w * (w + 6));
    }
    for (int i = 0; i < out.length; i++) {
      double w = x[i] * (x[i] + 7);
      k[i] += (w + 11) / ((w + 10) * (w + 12));
    }
    for (int i = 0; i < out.length; i++) {
      out[i] -= (4 * x[i] + 14) * k[i];
      u[i] = 1 / u[i];
    }
    for (int i = 0; i < out.length; i++) {
      double z = u[i] * u[i];
      double p = 691.0 / 32760 - z * (1.0 / 12 - z * (3617.0 / 8160));
      p = 1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * p));
      k[i] = z * (1.0 / 12 - z * (1.0 / 120 - z * p));
    }
    for (int i = 0; i < out.length; i++) {
      out[i] -= 0.5 * u[i] + k[i];
    }
    if (hasOutside(x)) {
      for (int i = 0; i < out.length; i++) {
        if (!(x[i] >= GAMMA_LEAST && x[i] <= GAMMA_MOST)) {
          out[i] = Functions.digamma(x[i]);
        }
      }
    }
  }

  private static boolean hasOutside(double[] x) {
    long outside = 0;
    long least = Double.doubleToRawLongBits(GAMMA_LEAST);
    long most = Double.doubleToRawLongBits(GAMMA_MOST);
    for (int i = 0; i < x.length; i++) {
      long bits = Double.doubleToRawLongBits(x[i]);
      outside |= (bits - least) | (most - bits);
    }
    return outside < 0;
  }

  static double total(double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i];
    }
    return (a + b) + (c + d);
  }

  /** Sums of runs of elements; run g begins at {@code starts[g]}. */
  static void segments(double[] x, double[] out, int[] starts) {
    int i = 0;
    for (int g = 0; g < out.length; g++) {
      int end = starts[g + 1];
      double sum = 0;
      double other = 0;
      for (; i < end - 1; i += 2) {
        sum += x[i];
        other += x[i + 1];
      }
      if (i < end) {
        sum += x[i++];
      }
      out[g] = sum + other;
    }
  }
}
