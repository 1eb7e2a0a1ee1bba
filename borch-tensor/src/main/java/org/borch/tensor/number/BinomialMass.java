package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The log masses of binomial and Poisson counts as deviances and Stirling's remainders, in which
 * nothing cancels; counts need not be whole.
 *
 * <p>Loader 2000, "Fast and accurate computation of binomial probabilities".
 */
final class BinomialMass {

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** From here on six terms of Stirling's series are exact to double precision. */
  private static final double SERIES_FROM = 16;

  private static final double[] SERIES = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
  };

  private BinomialMass() {}

  /** log (n choose k) p^k q^(n-k), q = 1 - p. */
  static double log(double k, double n, double p, double q) {
    double rest = n - k;
    if (k == 0) {
      return n == 0 ? 0 : n * logOf(q, p);
    } else if (rest == 0) {
      return n * logOf(p, q);
    }
    return remainder(n)
        - remainder(k)
        - remainder(rest)
        - deviance(k, n * p)
        - deviance(rest, n * q)
        + 0.5 * Math.log(n / k / rest)
        - HALF_LOG_TWO_PI;
  }

  /** log of rate^k exp(-rate) / k!. */
  static double logPoisson(double k, double rate) {
    return k == 0 ? -rate : -remainder(k) - deviance(k, rate) - 0.5 * Math.log(k) - HALF_LOG_TWO_PI;
  }

  /** log p of the probability p, given 1 - p, too. */
  private static double logOf(double p, double rest) {
    return rest < 0.5 ? Math.log1p(-rest) : Math.log(p);
  }

  /** log k! less Stirling's formula (k + 1/2) log k - k + log(2π)/2. */
  private static double remainder(double k) {
    if (k < SERIES_FROM) {
      return LogGamma.value(k + 1) - (k + 0.5) * Math.log(k) + k - HALF_LOG_TWO_PI;
    }
    double sum = 0;
    for (int i = SERIES.length - 1; i >= 0; i--) {
      sum = sum / (k * k) + SERIES[i];
    }
    return sum / k;
  }

  /** x log(x/m) + m - x, by its series in (x-m)/(x+m) near m. */
  private static double deviance(double x, double m) {
    double gap = x - m;
    double v = gap / (x + m);
    if (!(Math.abs(v) < 0.1)) {
      return x * Math.log(x / m) - gap;
    }
    double sum = gap * v;
    double power = 2 * x * v;
    for (int j = 1; j < 20; j++) {
      power *= v * v;
      sum += power / (2 * j + 1);
    }
    return sum;
  }
}
