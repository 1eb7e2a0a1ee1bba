package org.borch.infer.diagnostics;

/**
 * The quantile function of Beta(a, b) for a, b at least 1: bisection on the distribution function,
 * which is a continued fraction (DLMF 8.17.22).
 */
final class BetaQuantile {

  private static final double TINY = 1e-300;
  private static final int MAX_TERMS = 100_000;

  /** Stirling's series of log Gamma, DLMF 5.11.1: B(2k) / (2k (2k - 1)), k = 1 ... 7. */
  private static final double[] STIRLING = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
  };

  private BetaQuantile() {}

  static double of(double probability, double a, double b) {
    double low = 0;
    double high = 1;
    while (true) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) { // neighbours among the doubles
        return middle;
      }
      if (cdf(middle, a, b) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /** The regularised incomplete beta function I_x(a, b), {@code 0 < x < 1}. */
  static double cdf(double x, double a, double b) {
    // The fraction converges fast below the mean; the other side is one minus the mirror image.
    return x <= (a + 1) / (a + b + 2) ? lower(x, a, b) : 1 - lower(1 - x, b, a);
  }

  private static double lower(double x, double a, double b) {
    double front =
        a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
    return Math.exp(front) / a / fraction(x, a, b);
  }

  /** 1 + d1/(1 + d2/(1 + ...)) by the modified algorithm of Lentz (Thompson and Barnett 1986). */
  private static double fraction(double x, double a, double b) {
    double value = 1;
    double c = 1;
    double d = 0;
    for (int n = 1; n <= MAX_TERMS; n++) {
      int m = n / 2;
      double term =
          n % 2 == 0
              ? m * (b - m) * x / ((a + n - 1) * (a + n))
              : -(a + m) * (a + b + m) * x / ((a + n - 1) * (a + n));
      d = 1 + term * d;
      d = 1 / (d == 0 ? TINY : d);
      c = 1 + term / c;
      c = c == 0 ? TINY : c;
      value *= c * d;
      if (Math.abs(c * d - 1) < 1e-15) {
        break;
      }
    }
    return value;
  }

  /** log Gamma(x), x >= 1: Stirling's series from 10 on, below it the recurrence up to there. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 10) {
      shift += Math.log(y);
      y++;
    }
    double series = 0;
    double power = 1 / y;
    for (double coefficient : STIRLING) {
      series += coefficient * power;
      power /= y * y;
    }
    return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
