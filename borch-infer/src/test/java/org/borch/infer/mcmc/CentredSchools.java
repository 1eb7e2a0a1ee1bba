package org.borch.infer.mcmc;

/**
 * Eight schools (Rubin 1981) without decentring, with exact moments of log tau by quadrature: given
 * tau all else is normal.
 *
 * <pre>
 *   mu ~ N(0, 5)   tau ~ HalfCauchy(5)   theta ~ N(mu, tau)   y ~ N(theta, sigma)
 * </pre>
 */
final class CentredSchools {

  /** Coordinates: eight theta, mu, log tau. */
  static final int MU = 8;

  static final int LOG_TAU = 9;

  private static final double[] Y = {28, 8, -3, 7, -1, 1, 18, 12};
  private static final double[] SIGMA = {15, 10, 16, 11, 9, 11, 10, 18};
  private static final double PRIOR_SCALE = 5;

  private CentredSchools() {}

  static double valueAndGradient(double[] at, double[] gradient) {
    double mu = at[MU];
    double tau = Math.exp(at[LOG_TAU]);
    double ratio = tau * tau / (PRIOR_SCALE * PRIOR_SCALE);
    double value = -0.5 * mu * mu / (PRIOR_SCALE * PRIOR_SCALE) - Math.log1p(ratio) + at[LOG_TAU];
    gradient[MU] = -mu / (PRIOR_SCALE * PRIOR_SCALE);
    gradient[LOG_TAU] = 1 - 2 * ratio / (1 + ratio);
    for (int i = 0; i < Y.length; i++) {
      double z = (at[i] - mu) / tau;
      double error = (Y[i] - at[i]) / SIGMA[i];
      value += -0.5 * z * z - at[LOG_TAU] - 0.5 * error * error;
      gradient[i] = -z / tau + error / SIGMA[i];
      gradient[MU] += z / tau;
      gradient[LOG_TAU] += z * z - 1;
    }
    return value;
  }

  /** Mean and standard deviation of log tau: of a smooth function on a grid, to many digits. */
  static double[] momentsOfLogTau() {
    double step = 0.01;
    double total = 0;
    double first = 0;
    double second = 0;
    for (double x = -25; x < 10; x += step) {
      double weight = Math.exp(logMarginal(x));
      total += weight;
      first += weight * x;
      second += weight * x * x;
    }
    double mean = first / total;
    return new double[] {mean, Math.sqrt(second / total - mean * mean)};
  }

  private static double logMarginal(double logTau) {
    double tau = Math.exp(logTau);
    double precision = 1 / (PRIOR_SCALE * PRIOR_SCALE);
    double weighted = 0;
    double squares = 0;
    double log = logTau - Math.log1p(tau * tau / (PRIOR_SCALE * PRIOR_SCALE));
    for (int i = 0; i < Y.length; i++) {
      double weight = 1 / (SIGMA[i] * SIGMA[i] + tau * tau);
      precision += weight;
      weighted += weight * Y[i];
      squares += weight * Y[i] * Y[i];
      log += 0.5 * Math.log(weight);
    }
    return log - 0.5 * Math.log(precision) - 0.5 * (squares - weighted * weighted / precision);
  }
}
