package org.borch.infer.laplace;

/**
 * Normal noise whose deviation is not that with which a log likelihood was computed.
 *
 * @param declared the deviation that the likelihood has
 * @param deviation that which counts
 * @param numbers how many observed numbers there are
 */
record NormalNoise(double declared, double deviation, double numbers) {

  private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

  NormalNoise {
    if (!(declared > 0) || !(deviation > 0) || Double.isInfinite(declared + deviation)) {
      throw new IllegalArgumentException(
          "noise of deviation "
              + deviation
              + " in place of "
              + declared
              + ", expected finite numbers > 0");
    }
  }

  /** Of the likelihood whose shape it changes. */
  double power() {
    return declared * declared / (deviation * deviation);
  }

  /** Σ (residual / declared deviation)² of a log likelihood. */
  double misfit(double logLikelihood) {
    return -2 * (logLikelihood + numbers * (HALF_LOG_TWO_PI + Math.log(declared)));
  }

  /** The log likelihood with this deviation. */
  double value(double logLikelihood) {
    return -power() * misfit(logLikelihood) / 2 - numbers * (HALF_LOG_TWO_PI + Math.log(deviation));
  }
}
