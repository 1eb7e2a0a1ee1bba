package org.borch.tensor.random;

import org.borch.tensor.number.PortableMath;


/**
 * Poisson counts. Rates below 10 by inversion of one uniform number; larger ones by the rejection
 * PTRS of Hörmann (1993), "The transformed rejection method for generating Poisson random
 * variables", where the attempt's number is part of the counter. Counts are whole doubles. A rate
 * of 0 gives 0; a negative or non-finite one gives NaN.
 */
final class PoissonNoise {

  private static final double REJECTION_FROM = 10; // PTRS is valid from here

  private final NoiseStream stream;

  PoissonNoise(long key) {
    stream = NoiseStream.of(key, NoiseStream.Kind.POISSON);
  }

  /** Element {@code i}. */
  double sample(long i, double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    return rate < REJECTION_FROM
        ? inversion(stream.uniform(i), rate)
        : rejection(stream.element(i), rate);
  }

  /** Fills {@code out} with elements 0, 1, ..., each of its own rate. */
  void fill(double[] rate, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = sample(i, rate[i]);
    }
  }

  /** As for doubles; counts above 2^24 are rounded to float. */
  void fill(float[] rate, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) sample(i, rate[i]);
    }
  }

  private static double inversion(double u, double rate) {
    double term = PortableMath.exp(-rate);
    double sum = term;
    double count = 0;
    // Rounding can leave the whole sum below u: stop when further terms no longer count.
    while (u > sum && (count <= rate || term > 0x1p-60)) {
      count++;
      term *= rate / count;
      sum += term;
    }
    return count;
  }

  private static double rejection(NoiseStream own, double rate) {
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double sureBelow = 0.9277 - 3.6224 / (b - 2);
    for (long word = 0; ; word += 2) {
      double u = own.uniform(word) - 0.5;
      double v = own.uniform(word + 1);
      double us = 0.5 - Math.abs(u);
      double count = Math.floor((2 * a / us + b) * u + rate + 0.43);
      if (us >= 0.07 && v <= sureBelow) {
        return count;
      }
      boolean outside = count < 0 || (us < 0.013 && v > us);
      if (!outside
          && PortableMath.log(v * inverseAlpha / (a / (us * us) + b)) <= logMass(count, rate)) {
        return count;
      }
    }
  }

  /** log of the probability of {@code count}, by Loader's (2000) saddle-point form. */
  static double logMass(double count, double rate) {
    if (count < 16) {
      double factorial = 1;
      for (int i = 2; i <= count; i++) {
        factorial *= i;
      }
      return count * PortableMath.log(rate) - rate - PortableMath.log(factorial);
    }
    double z = 1 / (count * count);
    double p = 1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360)));
    double stirling = (1.0 / 12 - z * (1.0 / 360 - z * p)) / count;
    return -stirling - deviance(count, rate) - 0.5 * PortableMath.log(2 * Math.PI * count);
  }

  /** count log(count / rate) + rate - count without cancellation when the two are close. */
  private static double deviance(double count, double rate) {
    double difference = count - rate;
    double v = difference / (count + rate);
    if (Math.abs(v) > 0.1) {
      return count * PortableMath.log(count / rate) - difference;
    }
    double sum = difference * v;
    double term = 2 * count * v;
    for (int j = 1; Math.abs(term) > 1e-18 * sum; j++) {
      term *= v * v;
      sum += term / (2 * j + 1);
    }
    return sum;
  }
}
