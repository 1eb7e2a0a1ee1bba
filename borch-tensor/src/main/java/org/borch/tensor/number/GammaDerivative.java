package org.borch.tensor.number;

/**
 * How a standard gamma number x moves with its concentration a while its probability P(a, x) stays
 * fixed: dx/da = -(dP/da) / p(x), the implicit derivative of Figurnov, Mohamed and Mnih (2018).
 *
 * <p>Three exact forms, chosen so that no large terms cancel: the power series of P differentiated
 * term by term; Legendre's continued fraction of 1 - P differentiated along its recurrence (DLMF
 * 8.7.1, 8.9.2); and for large concentrations the integral that both stand for. The relative error
 * is below 1e-12 for a from 1e-3 to 1e6 and x at quantiles from 1e-12 to 1 - 1e-12 (measured:
 * 6e-14). Only {@link PortableMath} is used: same bits on every machine.
 */
public final class GammaDerivative {

  private static final double INTEGRAL_FROM = 20; // below, the series need at most ~100 terms
  private static final double NEGLIGIBLE = 42; // exp(-42) = 6e-19

  /** 1/14!, ..., 1/2!, from which φ(t) for |t| <= 1/2. */
  private static final double[] INVERSE_FACTORIALS = inverseFactorials();

  private GammaDerivative() {}

  /** dx/da at concentration {@code a} and sample {@code x}; NaN unless both are positive. */
  public static double at(double a, double x) {
    if (!(a > 0 && x > 0)) {
      return Double.NaN;
    }
    if (a >= INTEGRAL_FROM) {
      return integral(a, x);
    }
    return x <= a + 1 ? series(a, x) : fraction(a, x);
  }

  /** P a / (x p) = sum of t_n with t_n = x^n / ((a+1) ... (a+n)); d t_n/da = -t_n h_n. */
  private static double series(double a, double x) {
    double term = 1;
    double harmonic = 0;
    double sum = 1;
    double weighted = 0;
    for (int n = 1; term > 1e-18 * sum; n++) {
      double inverse = 1 / (a + n);
      term *= x * inverse;
      harmonic += inverse;
      sum += term;
      weighted += term * harmonic;
    }
    double slope = SpecialFunctions.digamma(a + 1) - PortableMath.log(x);
    return x / a * (slope * sum + weighted);
  }

  /** (1 - P) / (x p) = 1 / f_0 with f_n = x + 2n + 1 - a - (n+1)(n+1-a) / f_{n+1}. */
  private static double fraction(double a, double x) {
    int terms = (int) (24 + 100 / x);
    double f = x + 2 * terms + 1 - a;
    double slope = -1; // df/da
    for (int n = terms; n > 0; n--) {
      double ratio = n / f;
      slope = -1 + ratio * (1 + (n - a) / f * slope);
      f = x + 2 * n - 1 - a - ratio * (n - a);
    }
    return x / f * (PortableMath.log(x) - SpecialFunctions.digamma(a) - slope / f);
  }

  /**
   * With t = log(x / y) in the integral of dp(y)/da: dx/da = x ∫ |L + t| exp((x - a) t - x φ(t))
   * d|t|, L = digamma(a) - log x, φ(t) = exp(-t) - 1 + t, over t > 0 if L > 0 and over t < 0
   * otherwise, so that the integrand has one sign.
   */
  private static double integral(double a, double x) {
    double level = digammaMinusLog(a) - PortableMath.log(x / a);
    double side = level >= 0 ? 1 : -1;
    double drift = side * (a - x);
    // φ(t) is near t²/2: the root of drift t + x t²/2 = NEGLIGIBLE, and φ's next term for t > 0.
    double end = 2 * NEGLIGIBLE / (drift + Math.sqrt(drift * drift + 2 * NEGLIGIBLE * x));
    end *= side > 0 ? 1 + end / 6 : 1;
    double sum = 0;
    for (int i = 0; i < GaussLegendre.SIZE; i++) {
      double t = side * end * GaussLegendre.node(i);
      sum +=
          GaussLegendre.weight(i)
              * Math.abs(level + t)
              * PortableMath.exp((x - a) * t - x * phi(t));
    }
    return x * end * sum;
  }

  /** digamma(a) - log a for large a, DLMF 5.11.2. */
  private static double digammaMinusLog(double a) {
    double z = 1 / (a * a);
    double p = 1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z * (1.0 / 12)));
    return -0.5 / a - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * p)));
  }

  /** exp(-t) - 1 + t without cancellation near 0. */
  private static double phi(double t) {
    if (Math.abs(t) > 0.5) {
      return PortableMath.exp(-t) - 1 + t;
    }
    double p = 0;
    for (double c : INVERSE_FACTORIALS) {
      p = c - t * p;
    }
    return t * t * p;
  }

  private static double[] inverseFactorials() {
    double[] inverse = new double[13];
    double factorial = 1;
    for (int n = 2; n <= 14; n++) {
      factorial *= n;
      inverse[14 - n] = 1 / factorial;
    }
    return inverse;
  }
}
