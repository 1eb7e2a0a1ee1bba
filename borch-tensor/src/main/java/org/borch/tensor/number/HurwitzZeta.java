package org.borch.tensor.number;

/** ζ(s, x) = Σ 1 / (x + k)^s over k = 0, 1, ... for whole s >= 2. */
public final class HurwitzZeta {

  private static final double ASYMPTOTIC_FROM = 14;

  /** Bernoulli number over factorial, B(2k) / (2k)! for k = 1, 2, ... */
  private static final double[] COEFFICIENTS = {
    1.0 / 12,
    -1.0 / 720,
    1.0 / 30240,
    -1.0 / 1209600,
    1.0 / 47900160,
    -691.0 / 1307674368000.0,
    1.0 / 74724249600.0,
    -3617.0 / 10670622842880000.0
  };

  private HurwitzZeta() {}

  /** The function at x; positive infinity at 0, -1, -2, ... */
  public static double at(int s, double x) {
    if (x <= 0) {
      return notPositive(s, x);
    }
    double sum = 0;
    double a = x;
    while (a < ASYMPTOTIC_FROM) {
      sum += 1 / power(a, s);
      a++;
    }
    return sum + asymptotic(s, a);
  }

  /**
   * What ζ(order + 1, x) is to be multiplied with to be the polygamma function of that order: (-1)^(order + 1) order!.
   */
  public static double polygammaFactor(int order) {
    double factor = order % 2 == 0 ? -1 : 1;
    for (int i = 2; i <= order; i++) {
      factor *= i;
    }
    return factor;
  }

  /** The terms of negative x + k are a difference of two sums over positive ones. */
  private static double notPositive(int s, double x) {
    if (x == Math.rint(x)) {
      return Double.POSITIVE_INFINITY;
    }
    double fraction = -x - Math.floor(-x);
    double negative = at(s, fraction) - at(s, 1 - x);
    return at(s, 1 - fraction) + (s % 2 == 0 ? negative : -negative);
  }

  /** Euler and Maclaurin's sum: x^(1-s) / (s-1) + x^-s / 2 + Σ c(k) s (s+1) ... x^(1-s-2k). */
  private static double asymptotic(int s, double x) {
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double square = x * x;
    double corrections = 0;
    double rising = s / x;
    for (int k = 0; k < COEFFICIENTS.length; k++) {
      corrections += COEFFICIENTS[k] * rising;
      rising *= (s + 2 * k + 1.0) * (s + 2 * k + 2.0) / square;
    }
    return (x / (s - 1) + 0.5 + corrections) / power(x, s);
  }

  private static double power(double x, int n) {
    double product = 1;
    for (int i = 0; i < n; i++) {
      product *= x;
    }
    return product;
  }
}
