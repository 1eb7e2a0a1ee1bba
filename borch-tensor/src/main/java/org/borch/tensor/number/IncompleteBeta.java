package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * How the regularised incomplete beta function I_x(a, b) moves with a and b: the continued fraction
 * of DLMF 8.17.22, differentiated along its recurrence (Boik and Robison-Cox 1998, "Derivatives of
 * the incomplete beta function"). The relative error is below 1e-10.
 */
public final class IncompleteBeta {

  /** The fraction has converged after some multiple of √max(a, b) terms. */
  private static final double TERMS_PER_ROOT = 12;

  private static final int LEAST_TERMS = 60;

  private IncompleteBeta() {}

  /** dI/da. */
  public static double slopeInA(double a, double b, double x) {
    return slope(a, b, x, true);
  }

  /** dI/db. */
  public static double slopeInB(double a, double b, double x) {
    return slope(a, b, x, false);
  }

  private static double slope(double a, double b, double x, boolean inA) {
    if (!(a > 0 && b > 0)) {
      return Double.NaN;
    } else if (!(x > 0 && x < 1)) {
      return Double.isNaN(x) ? x : 0;
    } else if (x <= (a + 1) / (a + b + 2)) {
      return RegularizedBeta.value(x, a, b) * logSlope(a, b, x, 1 - x, inA);
    }
    // I_x(a, b) = 1 - I_{1-x}(b, a), where the fraction converges.
    return -RegularizedBeta.complement(x, a, b) * logSlope(b, a, 1 - x, x, !inA);
  }

  /** d log I_x(a, b), by a or by b, y = 1 - x. */
  private static double logSlope(double a, double b, double x, double y, boolean inA) {
    double n = SpecialFunctions.digamma(a + b);
    double factor =
        inA
            ? Math.log(x) - 1 / a - SpecialFunctions.digamma(a) + n
            : (y > 0.5 ? Math.log1p(-x) : Math.log(y)) - SpecialFunctions.digamma(b) + n;
    return factor - logSlopeOfFraction(a, b, x, inA);
  }

  /** From the last term back: f = 1 + d/f, and its derivative. */
  private static double logSlopeOfFraction(double a, double b, double x, boolean inA) {
    int pairs = LEAST_TERMS + (int) (TERMS_PER_ROOT * Math.sqrt(Math.max(a, b)));
    double f = 1;
    double slope = 0;
    for (int m = pairs; m >= 0; m--) {
      double p = a + 2.0 * m;
      double odd = -(a + m) * (a + b + m) * x / (p * (p + 1));
      double oddSlope =
          inA
              ? odd * (1 / (a + m) + 1 / (a + b + m) - 1 / p - 1 / (p + 1))
              : -(a + m) * x / (p * (p + 1));
      slope = (oddSlope - odd / f * slope) / f;
      f = 1 + odd / f;
      if (m > 0) {
        double even = m * (b - m) * x / ((p - 1) * p);
        double evenSlope = inA ? -even * (1 / (p - 1) + 1 / p) : m * x / ((p - 1) * p);
        slope = (evenSlope - even / f * slope) / f;
        f = 1 + even / f;
      }
    }
    return slope / f;
  }
}
