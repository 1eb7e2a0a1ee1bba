package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.ArrayMath;

/**
 * What is left of log-gamma after Stirling's formula. Densities with large concentrations are
 * differences of huge log-gammas; written in these remainders and in log-ratios nothing cancels
 * (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */
final class Stirling {

  static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** From here on six terms of the series are exact to double precision. */
  private static final double SERIES_FROM = 16;

  /** B(2k) / (2k (2k-1)), k = 1..6: coefficients of x^(1-2k), DLMF 5.11.1. */
  private static final double[] SERIES = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
  };

  /** -B(2k) / (2k), k = 1..6: coefficients of x^(-2k), DLMF 5.11.2. */
  private static final double[] DIGAMMA_SERIES = {
    -1.0 / 12, 1.0 / 120, -1.0 / 252, 1.0 / 240, -1.0 / 132, 691.0 / 32760
  };

  private Stirling() {}

  /** logGamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2) for x above 0. */
  static NDArray remainder(NDArray x) {
    NDArray large = x.gte(SERIES_FROM);
    NDArray ofSmall = exact(ArrayMath.where(large, 1, x));
    NDArray ofLarge = series(ArrayMath.where(large, x, SERIES_FROM));
    return ArrayMath.where(large, ofLarge, ofSmall);
  }

  private static NDArray exact(NDArray x) {
    return ArrayMath.logGamma(x).sub(x.sub(0.5).mul(ArrayMath.log(x))).add(x).sub(HALF_LOG_TWO_PI);
  }

  private static NDArray series(NDArray x) {
    NDArray reciprocal = x.pow(-1);
    NDArray square = ArrayMath.square(reciprocal);
    NDArray sum = square.mul(SERIES[SERIES.length - 1]);
    for (int k = SERIES.length - 2; k > 0; k--) {
      sum = sum.add(SERIES[k]).mul(square);
    }
    return sum.add(SERIES[0]).mul(reciprocal);
  }

  /** digamma(x) - log(x) for x above 0, without cancellation at large x. */
  static NDArray digammaRemainder(NDArray x) {
    NDArray large = x.gte(SERIES_FROM);
    NDArray small = ArrayMath.where(large, 1, x);
    NDArray reciprocal = ArrayMath.where(large, x, SERIES_FROM).pow(-1);
    NDArray square = ArrayMath.square(reciprocal);
    NDArray sum = square.mul(DIGAMMA_SERIES[DIGAMMA_SERIES.length - 1]);
    for (int k = DIGAMMA_SERIES.length - 2; k >= 0; k--) {
      sum = sum.add(DIGAMMA_SERIES[k]).mul(square);
    }
    NDArray ofLarge = sum.sub(reciprocal.mul(0.5));
    return ArrayMath.where(large, ofLarge, ArrayMath.digamma(small).sub(ArrayMath.log(small)));
  }

  /** logGamma(x + 1/2) - logGamma(x) for x above 0. */
  static NDArray logGammaHalfStep(NDArray x) {
    return x.mul(ArrayMath.log1p(x.pow(-1).mul(0.5)))
        .add(ArrayMath.log(x).mul(0.5))
        .sub(0.5)
        .add(remainder(x.add(0.5)))
        .sub(remainder(x));
  }

  /** logGamma(x + step) - logGamma(x) for x above 0 and a step from 0 on. */
  static NDArray logGammaStep(NDArray x, NDArray step) {
    NDArray above = x.add(step);
    return x.sub(0.5)
        .mul(ArrayMath.log1p(step.div(x)))
        .add(step.mul(ArrayMath.log(above).sub(1)))
        .add(remainder(above))
        .sub(remainder(x));
  }

  /**
   * factor * log(1 + excess), which is 0 where factor is 0.
   *
   * @param ratio 1 + excess, given too because the sum loses digits of a small ratio
   */
  static NDArray timesLog(NDArray factor, NDArray ratio, NDArray excess) {
    NDArray near = ArrayMath.abs(excess).lt(0.5);
    NDArray ofNear = factor.mul(ArrayMath.log1p(ArrayMath.where(near, excess, 0)));
    NDArray ofFar = ArrayMath.xlogy(factor, ArrayMath.where(near, 1, ratio));
    return ArrayMath.where(near, ofNear, ofFar);
  }
}
