package org.borch.tensor.number;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The masses λ^k / k!^ν of Conway and Maxwell's counts as powers of Poisson masses, (m^k exp(-m) /
 * k!)^ν of m = λ^(1/ν), in which nothing cancels, their sum and their cumulants. Sums end where a
 * term is below 1e-22 of the largest, which with rounding leaves a relative error of 1e-13.
 *
 * <p>Guikema and Goffelt 2008, "A flexible count data regression model for risk analysis".
 */
public final class ConwayMaxwell {

  private ConwayMaxwell() {}

  /** m. */
  static double centre(double logRate, double nu) {
    return Math.exp(logRate / nu);
  }

  /** ν log(m^k exp(-m) / k!); a tiny m has underflowed, but not its logarithm. */
  static double logPower(double logRate, double nu, double k) {
    double m = centre(logRate, nu);
    return m >= 1
        ? nu * BinomialMass.logPoisson(k, m)
        : k * logRate - nu * (LogGamma.value(k + 1) + m);
  }

  /** The derivative of {@link #logPower} in the log rate, i = 0, or in ν. */
  static double score(double logRate, double nu, int i, double k) {
    double m = centre(logRate, nu);
    double mLogM = m == 0 ? 0 : m * logRate / nu;
    return i == 0 ? k - m : mLogM - m - LogGamma.value(k + 1);
  }

  /** log Σ exp of {@link #logPower} over all counts. */
  public static double logSum(double logRate, double nu) {
    double highest = logPower(logRate, nu, Math.floor(centre(logRate, nu)));
    double[] at = {logRate, nu, highest};
    return highest + Math.log(mean(at, (k, logMass) -> 1));
  }

  /**
   * E[k] or E[log k!] where one order is 1, else E[(k - E[k])^i (log k! - E[log k!])^j], which are
   * cumulants for i + j = 2 and 3.
   */
  public static double moment(int i, int j, double logRate, double nu) {
    double[] at = {logRate, nu, logSum(logRate, nu)};
    if (i + j == 1) {
      return mean(at, (k, logMass) -> i == 1 ? k : LogGamma.value(k + 1));
    }
    double count = mean(at, (k, logMass) -> k);
    double logFactorial = mean(at, (k, logMass) -> LogGamma.value(k + 1));
    return mean(
        at, (k, logMass) -> power(k - count, i) * power(LogGamma.value(k + 1) - logFactorial, j));
  }

  private static double mean(double[] at, CountSums.Term term) {
    return CountSums.mean(CountFamily.CONWAY_MAXWELL_POISSON, at, term);
  }

  private static double power(double x, int n) {
    double product = 1;
    for (int i = 0; i < n; i++) {
      product *= x;
    }
    return product;
  }
}
