package org.borch.tensor.random;

import org.borch.tensor.number.PortableMath;


/**
 * The logarithm of many uniform numbers at once. One scalar loop takes the bits apart; the others
 * are short enough for HotSpot to vectorise (a longer body, or a bit cast inside, stays scalar).
 */
final class UniformLogarithm {

  // 1.5 * 2^52: adding a small integer to these bits and subtracting this gives it as a double.
  private static final double SHIFTER = 0x1.8p52;
  private static final long SHIFTER_BITS = 0x4338000000000000L;

  private UniformLogarithm() {}

  /** Writes -log u for the uniform number u of each word; the last arrays are scratch space. */
  static void negativeLog(
      long[] words,
      double[] out,
      int count,
      double[] mantissa,
      double[] exponent,
      double[] polynomial) {
    split(words, mantissa, exponent, count);
    arguments(mantissa, count);
    polynomials(mantissa, polynomial, count);
    combine(exponent, mantissa, polynomial, out, count);
  }

  private static void split(long[] words, double[] mantissa, double[] exponent, int count) {
    for (int i = 0; i < count; i++) {
      long bits = PortableMath.shifted(NoiseStream.openUniform(words[i]));
      mantissa[i] = PortableMath.mantissa(bits);
      exponent[i] = Double.longBitsToDouble(SHIFTER_BITS + (bits >> 52) - 1023);
    }
  }

  private static void arguments(double[] m, int count) {
    for (int i = 0; i < count; i++) {
      m[i] = PortableMath.logArgument(m[i]);
    }
  }

  private static void polynomials(double[] s, double[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = PortableMath.logPolynomial(s[i] * s[i]);
    }
  }

  private static void combine(double[] k, double[] s, double[] p, double[] out, int count) {
    for (int i = 0; i < count; i++) {
      out[i] = -PortableMath.logValue(k[i] - SHIFTER, s[i], p[i]);
    }
  }
}
