package org.borch.tensor.jvm;

/**
 * The functions of {@link Kernels} in single precision, with polynomials and bit patterns of that
 * precision. Results differ from the rounded exact ones by a few units in the last place, log-gamma
 * and digamma by a few 1e-6 of the largest term of their series.
 */
final class FloatKernels {

  /** Added to a small number, it leaves the nearest integer in the low bits. */
  private static final float MAGIC = 0x1.8p23f;

  private static final int MAGIC_BITS = 0x4B400000;
  private static final float INV_LN2 = 1.4426950f;
  private static final float LN2_HI = 0.693359375f; // upper 9 bits
  private static final float LN2_LO = -2.1219444e-4f;
  private static final int SQRT_HALF = 0x3F3504F3;
  private static final int MIN_NORMAL = 0x00800000;
  private static final int MAX_FINITE = 0x7F7FFFFF;
  private static final int LEAST_EXPONENT = 122;
  private static final float MOST_EXPONENT = 84;
  private static final float HALF_LOG_TWO_PI = 0.9189385f;
  private static final float GAMMA_LEAST = 1e-30f;
  private static final float GAMMA_MOST = 1e4f; // its seventh power is finite

  private FloatKernels() {}

  static void exp(float[] x, float[] out, float[] k) {
    expReduce(x, out, k);
    expPolynomial(out);
    if (expScale(out, k)) {
      for (int i = 0; i < out.length; i++) {
        if (!(Math.abs(x[i]) < MOST_EXPONENT)) {
          out[i] = (float) Math.exp(x[i]);
        }
      }
    }
  }

  private static void expReduce(float[] x, float[] r, float[] k) {
    for (int i = 0; i < r.length; i++) {
      k[i] = x[i] * INV_LN2 + MAGIC;
    }
    for (int i = 0; i < r.length; i++) {
      float n = k[i] - MAGIC;
      r[i] = (x[i] - n * LN2_HI) - n * LN2_LO;
    }
  }

  /** exp(r) - 1 for |r| <= log(2)/2; interpolated at Chebyshev points, error 8e-9. */
  private static void expPolynomial(float[] r) {
    for (int i = 0; i < r.length; i++) {
      float z = r[i];
      float p = 0.0013926213f * z + 0.008363203f;
      p = p * z + 0.041666556f;
      p = p * z + 0.16666576f;
      p = p * z + 0.5f;
      r[i] = z + z * z * p;
    }
  }

  /** Multiplies 1 + x by 2^n; tells whether some n lies near the ends of the exponents. */
  private static boolean expScale(float[] out, float[] k) {
    int outside = 0;
    for (int i = 0; i < out.length; i++) {
      int n = Float.floatToRawIntBits(k[i]) - MAGIC_BITS;
      outside |= (n + LEAST_EXPONENT) | (LEAST_EXPONENT - n);
      out[i] = Float.intBitsToFloat(Float.floatToRawIntBits(1 + out[i]) + (n << 23));
    }
    return outside < 0;
  }

  static void expm1(float[] x, float[] out, float[] k) {
    expReduce(x, out, k);
    expPolynomial(out);
    boolean outside = powersOfTwo(k);
    for (int i = 0; i < out.length; i++) {
      out[i] = k[i] * out[i] + (k[i] - 1);
    }
    if (outside) {
      for (int i = 0; i < out.length; i++) {
        if (!(Math.abs(x[i]) < MOST_EXPONENT)) {
          out[i] = (float) Math.expm1(x[i]);
        }
      }
    }
  }

  /** Turns n, as the low bits, into 2^n; tells whether some lie near the ends of the exponents. */
  private static boolean powersOfTwo(float[] k) {
    int outside = 0;
    for (int i = 0; i < k.length; i++) {
      int n = Float.floatToRawIntBits(k[i]) - MAGIC_BITS;
      outside |= (n + LEAST_EXPONENT) | (LEAST_EXPONENT - n);
      k[i] = Float.intBitsToFloat((n + 127) << 23);
    }
    return outside < 0;
  }

  /** (e - 1) / (e + 1) with e = exp(2x); beyond 10 it is 1. */
  static void tanh(float[] x, float[] out, float[] u, float[] k) {
    for (int i = 0; i < out.length; i++) {
      u[i] = 2 * Math.max(-10, Math.min(10, x[i]));
    }
    expm1(u, out, k);
    for (int i = 0; i < out.length; i++) {
      out[i] = out[i] / (out[i] + 2);
    }
  }

  static void log(float[] x, float[] out, float[] k) {
    if (logFinite(x, out, k)) {
      for (int i = 0; i < out.length; i++) {
        if (isNotNormal(x[i])) {
          out[i] = (float) Math.log(x[i]);
        }
      }
    }
  }

  private static boolean isNotNormal(float x) {
    return !(x >= Float.MIN_NORMAL && x <= Float.MAX_VALUE);
  }

  /** The log of positive normal numbers; tells whether there are others. */
  private static boolean logFinite(float[] x, float[] out, float[] k) {
    boolean outside = logSplit(x, out, k);
    for (int i = 0; i < out.length; i++) {
      float f = out[i] - 1;
      out[i] = f / (2 + f);
    }
    logPolynomial(out, k);
    return outside;
  }

  /** x = 2^n m with m in [sqrt(1/2), sqrt(2)). */
  private static boolean logSplit(float[] x, float[] m, float[] k) {
    int outside = 0;
    for (int i = 0; i < m.length; i++) {
      int bits = Float.floatToRawIntBits(x[i]);
      outside |= (bits - MIN_NORMAL) | (MAX_FINITE - bits);
      int n = (bits - SQRT_HALF) >> 23;
      m[i] = Float.intBitsToFloat(bits - (n << 23));
      k[i] = Float.intBitsToFloat(MAGIC_BITS + n);
    }
    return outside < 0;
  }

  /** log m = 2 artanh s, by a polynomial in s²; interpolated at Chebyshev points, error 2e-11. */
  private static void logPolynomial(float[] s, float[] k) {
    for (int i = 0; i < s.length; i++) {
      float n = k[i] - MAGIC;
      float z = s[i] * s[i];
      float p = 0.23331614f * z + 0.2855078f;
      p = p * z + 0.40000123f;
      p = p * z + 0.6666667f;
      s[i] = n * LN2_HI + (n * LN2_LO + (2 * s[i] + s[i] * (z * p)));
    }
  }

  static void log1p(float[] x, float[] out, float[] u, float[] k) {
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
          out[i] = (float) Math.log1p(x[i]);
        }
      }
    }
  }

  /** log(1 + x) for x in [0, 1] by 2 artanh; interpolated at Chebyshev points, error 4e-10. */
  static void log1pUnit(float[] x, float[] out, float[] s) {
    for (int i = 0; i < out.length; i++) {
      s[i] = x[i] / (2 + x[i]);
    }
    for (int i = 0; i < out.length; i++) {
      float z = s[i] * s[i];
      float p = 0.23227292f * z + 0.21706001f;
      p = p * z + 0.28592393f;
      p = p * z + 0.39999706f;
      p = p * z + 0.6666667f;
      out[i] = p * z;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] - s[i] * (x[i] - out[i]);
    }
  }

  /** Stirling's series at x + 7 and one logarithm of the factors between. */
  static void logGamma(float[] x, float[] out, float[] u, float[] v, float[] k) {
    for (int i = 0; i < out.length; i++) {
      float w = x[i] * (x[i] + 6);
      out[i] = w * (w + 5) * (w + 8) * (x[i] + 3);
    }
    logFinite(out, v, k);
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] + 7;
    }
    logFinite(out, u, k);
    for (int i = 0; i < out.length; i++) {
      u[i] = (out[i] - 0.5f) * (u[i] - 1) - v[i];
    }
    for (int i = 0; i < out.length; i++) {
      float r = 1 / out[i];
      float z = r * r;
      float p = 1.0f / 12 - z * (1.0f / 360 - z * (1.0f / 1260));
      out[i] = u[i] + (HALF_LOG_TWO_PI - 0.5f) + p * r;
    }
    if (hasOutside(x)) {
      for (int i = 0; i < out.length; i++) {
        if (!(x[i] >= GAMMA_LEAST && x[i] <= GAMMA_MOST)) {
          out[i] = (float) Functions.logGamma(x[i]);
        }
      }
    }
  }

  /** The asymptotic series at x + 8 and the eight reciprocals between, in pairs. */
  static void digamma(float[] x, float[] out, float[] u, float[] k) {
    for (int i = 0; i < out.length; i++) {
      u[i] = x[i] + 8;
    }
    logFinite(u, out, k);
    for (int i = 0; i < out.length; i++) {
      float w = x[i] * (x[i] + 7);
      k[i] = (w + 3) / (w * (w + 6)) + (w + 11) / ((w + 10) * (w + 12));
    }
    for (int i = 0; i < out.length; i++) {
      out[i] -= (4 * x[i] + 14) * k[i];
      u[i] = 1 / u[i];
    }
    for (int i = 0; i < out.length; i++) {
      float z = u[i] * u[i];
      float p = z * (1.0f / 12 - z * (1.0f / 120 - z * (1.0f / 252)));
      out[i] -= 0.5f * u[i] + p;
    }
    if (hasOutside(x)) {
      for (int i = 0; i < out.length; i++) {
        if (!(x[i] >= GAMMA_LEAST && x[i] <= GAMMA_MOST)) {
          out[i] = (float) Functions.digamma(x[i]);
        }
      }
    }
  }

  private static boolean hasOutside(float[] x) {
    int outside = 0;
    int least = Float.floatToRawIntBits(GAMMA_LEAST);
    int most = Float.floatToRawIntBits(GAMMA_MOST);
    for (int i = 0; i < x.length; i++) {
      int bits = Float.floatToRawIntBits(x[i]);
      outside |= (bits - least) | (most - bits);
    }
    return outside < 0;
  }

  /** The sum; in double precision, since the errors of many additions would add up. */
  static float total(float[] x) {
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
    return (float) ((a + b) + (c + d));
  }

  /** Sums of runs of elements; run g begins at {@code starts[g]}. */
  static void segments(float[] x, float[] out, int[] starts) {
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
      out[g] = (float) (sum + other);
    }
  }
}
