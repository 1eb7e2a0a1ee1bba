package org.borch.tensor.random;

import org.borch.tensor.number.PortableMath;


/**
 * Standard gamma numbers by the method of Marsaglia and Tsang (2000), "A simple method for
 * generating gamma variables". Element i has a stream of its own in which the attempt's number is
 * part of the counter, so it depends on key, i and concentration alone.
 *
 * <p>A concentration below 1 is raised by 1 and the result multiplied by u^(1/concentration), in
 * logarithms: {@link #log} never underflows, and {@link #sample} stops at the smallest normal
 * number instead of 0, which lies outside the support. A concentration that is not positive and
 * finite gives NaN.
 */
final class GammaNoise {

  // Word 0 of an element's stream is the boost; attempts take three words each.
  private static final int BOOST = 0;
  private static final int FIRST_ATTEMPT = 1;
  private static final int WORDS_PER_ATTEMPT = 3;

  private final NoiseStream stream;

  GammaNoise(long key) {
    stream = NoiseStream.of(key, NoiseStream.Kind.GAMMA);
  }

  /** Element {@code i}, at least {@link Double#MIN_NORMAL}. */
  double sample(long i, double concentration) {
    return concentration < 1
        ? Math.max(Double.MIN_NORMAL, PortableMath.exp(log(i, concentration)))
        : atLeastOne(stream.element(i), concentration);
  }

  /** The logarithm of element {@code i}: right however small the concentration is. */
  double log(long i, double concentration) {
    NoiseStream own = stream.element(i);
    if (concentration >= 1) {
      return PortableMath.log(atLeastOne(own, concentration));
    }
    return concentration > 0
        ? PortableMath.log(atLeastOne(own, concentration + 1))
            + PortableMath.log(own.uniform(BOOST)) / concentration
        : Double.NaN;
  }

  /** Fills {@code out} with elements 0, 1, ..., each of its own concentration. */
  void fill(double[] concentration, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = sample(i, concentration[i]);
    }
  }

  /** As for doubles, rounded to float and at least {@link Float#MIN_NORMAL}. */
  void fill(float[] concentration, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(Float.MIN_NORMAL, (float) sample(i, concentration[i]));
    }
  }

  private static double atLeastOne(NoiseStream own, double concentration) {
    if (!(concentration < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    double d = concentration - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    for (long word = FIRST_ATTEMPT; ; word += WORDS_PER_ATTEMPT) {
      double x = NormalNoise.scalar(own, word);
      double root = 1 + c * x;
      double v = root * root * root;
      if (v > 0 && accepts(own.uniform(word + 2), x, v, d)) {
        return d * v;
      }
    }
  }

  private static boolean accepts(double u, double x, double v, double d) {
    double x2 = x * x;
    return u < 1 - 0.0331 * (x2 * x2) // the paper's squeeze: spares both logarithms
        || PortableMath.log(u) < 0.5 * x2 + d * (1 - v + PortableMath.log(v));
  }
}
