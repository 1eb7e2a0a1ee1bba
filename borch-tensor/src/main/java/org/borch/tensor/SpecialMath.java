package org.borch.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Bessel functions, the tail of the skew normal (which is Owen's T) and the von Mises distribution
 * of one angle or two, elementwise; arguments broadcast. None reads a value. They run on the JVM
 * only.
 */
public final class SpecialMath {

  private SpecialMath() {}

  /** log(I_v(x) exp(-x)) of the modified Bessel function of the first kind; v, x from 0 on. */
  public static NDArray logBesselI(NDArray v, NDArray x) {
    return HostFunction.value(SpecialFunction.LOG_BESSEL_I, v, x);
  }

  /** log(I_v(x) x^-v exp(-x)), which is finite at 0; v, x from 0 on. */
  public static NDArray logBesselIOverPower(NDArray v, NDArray x) {
    return HostFunction.value(SpecialFunction.LOG_BESSEL_I_OVER_POWER, v, x);
  }

  /** I_(v+1)(x) / I_v(x), v and x from 0 on. */
  public static NDArray besselIRatio(NDArray v, NDArray x) {
    return HostFunction.value(SpecialFunction.BESSEL_I_RATIO, v, x);
  }

  /**
   * The probability that a standard skew normal number of a shape exceeds h: 1 - Φ(h) + 2 T(h,
   * shape) with Owen's T.
   */
  public static NDArray skewNormalTail(NDArray shape, NDArray h) {
    return HostFunction.value(SpecialFunction.SKEW_NORMAL_TAIL, shape, h);
  }

  /**
   * The probability of the angles from -π to z around 0 of a von Mises distribution; beyond π it
   * goes on by 1 a turn.
   */
  public static NDArray vonMisesCdf(NDArray concentration, NDArray z) {
    return HostFunction.value(SpecialFunction.VON_MISES_CDF, concentration, z);
  }

  /**
   * log Σ_m (2m choose m) (correlation²/4)^m Π_i I_m(κ_i) κ_i^-m exp(-κ_i): the normaliser of the
   * sine model of two angles, without exp(κ_1 + κ_2) and 4π². It has two derivatives.
   */
  public static NDArray sineVonMises(NDArray first, NDArray second, NDArray correlation) {
    return HostFunction.value(SineSum.LOG, first, second, correlation);
  }

  /** The derivative of {@link #sineVonMises} in its first, second or third argument, 0, 1 or 2. */
  public static NDArray sineVonMisesSlope(
      int by, NDArray first, NDArray second, NDArray correlation) {
    return HostFunction.value(new SineSum(by, -1), first, second, correlation);
  }

  /** The quantile of the first angle around 0 of that model; without derivative. */
  public static NDArray sineVonMisesQuantile(
      NDArray first, NDArray second, NDArray correlation, NDArray p) {
    return HostFunction.value(SineQuantile.INSTANCE, first, second, correlation, p);
  }

  /** The z of which {@link #vonMisesCdf} is p, for any number p. */
  public static NDArray vonMisesQuantile(NDArray concentration, NDArray p) {
    return HostFunction.value(SpecialFunction.VON_MISES_QUANTILE, concentration, p);
  }
}
