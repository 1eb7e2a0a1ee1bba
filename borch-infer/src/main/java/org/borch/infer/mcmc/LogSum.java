package org.borch.infer.mcmc;

/** log(exp a + exp b) without overflow. */
final class LogSum {

  private LogSum() {}

  static double of(double a, double b) {
    double high = Math.max(a, b);
    return high == Double.NEGATIVE_INFINITY
        ? high
        : high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }
}
