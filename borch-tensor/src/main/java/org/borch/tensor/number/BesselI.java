package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The modified Bessel function of the first kind, of order v ≥ 0 and argument x ≥ 0, by its
 * logarithm: the function itself overflows at 700.
 *
 * <p>DLMF 10.25.2 (series), 10.40.1 (large x), 10.41.3 (large order), 10.33.1 (continued fraction).
 */
public final class BesselI {

  /** From this order on ten of Debye's polynomials are exact to double precision. */
  private static final double LARGE_ORDER = 40;

  private static final int DEBYE_TERMS = 10;

  /** Coefficients of U_k(p), of p^j at [k][j]. */
  private static final double[][] DEBYE = debye();

  private static final double RESCALE = 1e200;

  private BesselI() {}

  /** log(I_v(x) exp(-x)). */
  public static double logScaled(double v, double x) {
    if (!(v >= 0 && x >= 0)) {
      return Double.NaN;
    } else if (x == 0) {
      return v == 0 ? 0 : Double.NEGATIVE_INFINITY;
    } else if (isLarge(v, x)) {
      return Math.log(hankel(v, x)) - 0.5 * Math.log(2 * Math.PI * x);
    }
    return v > LARGE_ORDER ? ofLargeOrder(v, x) : series(v, x);
  }

  /** log(I_v(x) x^-v exp(-x)), which is finite at 0. */
  public static double logScaledOverPower(double v, double x) {
    return x == 0
        ? -v * Math.log(2) - LogGamma.value(v + 1)
        : logScaled(v, x) - (v == 0 ? 0 : v * Math.log(x));
  }

  /** I_(v+1)(x) / I_v(x), which is from 0 to 1. */
  public static double ratio(double v, double x) {
    if (!(v >= 0 && x >= 0)) {
      return Double.NaN;
    } else if (isLarge(v + 1, x)) {
      return Double.isInfinite(x) ? 1 : hankel(v + 1, x) / hankel(v, x);
    }
    int steps = 30 + (int) Math.max(0, x - v);
    double next = v + steps + 1;
    double fraction = x / (next + Math.sqrt(next * next + x * x));
    for (int k = steps; k > 0; k--) {
      fraction = x / (2 * (v + k) + x * fraction);
    }
    return fraction;
  }

  /** d log I_v(x) / dv. */
  public static double slopeInOrder(double v, double x) {
    if (!(v >= 0 && x > 0)) {
      return x == 0 && v >= 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    } else if (isLarge(v, x)) {
      return slopeOfHankel(v, x);
    }
    return v > LARGE_ORDER ? slopeOfLargeOrder(v, x) : slopeOfSeries(v, x);
  }

  private static double slopeOfHankel(double v, double x) {
    double sum = 1;
    double term = 1;
    double slope = 0;
    double termSlope = 0;
    for (int k = 1; k < 60 && (k < 3 || Math.abs(termSlope) + Math.abs(term) > 1e-18); k++) {
      double odd = 2 * k - 1;
      double factor = (odd * odd - 4 * v * v) / (8 * k * x);
      termSlope = termSlope * factor - term * v / (k * x);
      term *= factor;
      sum += term;
      slope += termSlope;
    }
    return slope / sum;
  }

  /** log(x/2) less the average of ψ(k+v+1) over the terms. */
  private static double slopeOfSeries(double v, double x) {
    double quarter = x * x / 4;
    double psi = Digamma.value(v + 1);
    double sum = 1;
    double term = 1;
    double weighted = psi;
    for (int k = 1; term > 1e-18 * sum || k < 3; k++) {
      term *= quarter / (k * (k + v));
      psi += 1 / (k + v);
      sum += term;
      weighted += term * psi;
      if (sum > RESCALE) {
        sum /= RESCALE;
        term /= RESCALE;
        weighted /= RESCALE;
      }
    }
    return Math.log(x / 2) - weighted / sum;
  }

  private static double slopeOfLargeOrder(double v, double x) {
    double root = Math.hypot(v, x);
    double p = v / root;
    double shrink = x / root;
    double sum = 0;
    double slope = 0;
    for (int k = 0; k < DEBYE_TERMS; k++) {
      double power = Math.pow(v, -k);
      double u = polynomial(DEBYE[k], p);
      sum += u * power;
      slope += derivative(DEBYE[k], p) * shrink * shrink / root * power - k * u * power / v;
    }
    return -inverseSinh(v / x) - 0.5 * v / (root * root) + slope / sum;
  }

  private static double polynomial(double[] coefficients, double p) {
    double sum = 0;
    for (int j = coefficients.length - 1; j >= 0; j--) {
      sum = sum * p + coefficients[j];
    }
    return sum;
  }

  private static double derivative(double[] coefficients, double p) {
    double sum = 0;
    for (int j = coefficients.length - 1; j > 0; j--) {
      sum = sum * p + j * coefficients[j];
    }
    return sum;
  }

  private static double inverseSinh(double z) {
    return Math.log(z + Math.sqrt(1 + z * z));
  }

  private static boolean isLarge(double v, double x) {
    return x > 25 + v * v / 2;
  }

  /** I_v(x) exp(-x) √(2πx). */
  private static double hankel(double v, double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 60 && Math.abs(term) > 1e-18; k++) {
      double odd = 2 * k - 1;
      term *= (odd * odd - 4 * v * v) / (8 * k * x);
      sum += term;
    }
    return sum;
  }

  private static double series(double v, double x) {
    double quarter = x * x / 4;
    double sum = 0; // all but the first term, which is 1
    double term = 1;
    double scale = 0;
    for (int k = 1; term > 1e-18 * sum || k < 3; k++) {
      term *= quarter / (k * (k + v));
      sum += term;
      if (sum > RESCALE) {
        sum /= RESCALE;
        term /= RESCALE;
        scale += Math.log(RESCALE);
      }
    }
    double logSum = scale > 0 ? scale + Math.log(sum) : Math.log1p(sum);
    double logFirst = v == 0 ? 0 : v * Math.log(x / 2) - LogGamma.value(v + 1);
    return logFirst + logSum - x;
  }

  private static double ofLargeOrder(double v, double x) {
    double root = Math.hypot(v, x);
    double p = v / root;
    double sum = 0;
    for (int k = DEBYE_TERMS - 1; k >= 0; k--) {
      sum = sum / v + polynomial(DEBYE[k], p);
    }
    return v * v / (root + x)
        - v * inverseSinh(v / x)
        - 0.5 * Math.log(2 * Math.PI * root)
        + Math.log(sum);
  }

  /** U_(k+1)(p) = p²(1-p²)/2 U_k'(p) + 1/8 ∫_0^p (1-5t²) U_k(t) dt: DLMF 10.41.9. */
  private static double[][] debye() {
    double[][] u = new double[DEBYE_TERMS][];
    u[0] = new double[] {1};
    for (int k = 0; k + 1 < DEBYE_TERMS; k++) {
      double[] next = new double[u[k].length + 3];
      for (int j = 0; j < u[k].length; j++) {
        double c = u[k][j];
        next[j + 1] += c * (0.5 * j + 0.125 / (j + 1));
        next[j + 3] -= c * (0.5 * j + 0.625 / (j + 3));
      }
      u[k + 1] = next;
    }
    return u;
  }
}
