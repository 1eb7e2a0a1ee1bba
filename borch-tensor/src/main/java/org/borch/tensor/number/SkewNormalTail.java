package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * The probability that a standard skew normal number of shape a exceeds h: Q(h) + 2 T(h, a) with
 * Owen's T and the normal tail Q. Every case is a sum or an integral of positive numbers, so that
 * small probabilities keep their digits.
 *
 * <p>Owen 1956, "Tables for computing bivariate normal probabilities"; Azzalini 1985.
 */
public final class SkewNormalTail {

  /** exp(-CUT) is nothing beside 1. */
  private static final double CUT = 40;

  private SkewNormalTail() {}

  /** For any shape a and any h. */
  public static double at(double a, double h) {
    if (Double.isNaN(a) || Double.isNaN(h)) {
      return Double.NaN;
    } else if (h < 0) {
      return 1 - at(-a, -h);
    } else if (a < 0) {
      return upper(h, -a);
    }
    return a <= 1 ? normal(h) + 2 * owen(h, a) : 2 * normal(h) - upper(h, a);
  }

  private static double normal(double h) {
    return 0.5 * Erfc.value(h / Math.sqrt(2));
  }

  /** T(h, a) = 1/(2π) ∫_0^a exp(-h²(1+x²)/2) / (1+x²) dx for a from 0 to 1. */
  private static double owen(double h, double a) {
    double end = Math.min(a, Math.sqrt(2 * CUT) / h);
    double sum = 0;
    for (int panel = 0; panel < 2; panel++) {
      for (int i = 0; i < GaussLegendre.SIZE; i++) {
        double x = (panel + GaussLegendre.node(i)) / 2 * end;
        double square = 1 + x * x;
        sum += GaussLegendre.weight(i) / 2 * Math.exp(-0.5 * h * h * square) / square;
      }
    }
    return sum * end / (2 * Math.PI);
  }

  /** 1/π ∫_a^∞ exp(-h²(1+x²)/2) / (1+x²) dx, over the angle with tangent 1/x, in halves. */
  private static double upper(double h, double a) {
    if (Double.isInfinite(h) || Double.isInfinite(a)) {
      return 0;
    }
    double last = Math.atan2(1, Math.sqrt(a * a + 2 * CUT / (h * h)));
    double from = Math.atan2(1, a);
    double sum = 0;
    while (from > last) {
      double to = Math.max(last, from / 2);
      for (int i = 0; i < GaussLegendre.SIZE; i++) {
        double sine = Math.sin(to + (from - to) * GaussLegendre.node(i));
        sum += GaussLegendre.weight(i) * (from - to) * Math.exp(-0.5 * h * h / (sine * sine));
      }
      from = h == 0 && from < 1e-20 ? 0 : to;
    }
    return sum / Math.PI;
  }
}
