package org.borch.tensor;

import ai.djl.ndarray.NDArray;

/**
 * φ/Φ, the derivative of log Φ. In the left tail it is Laplace's continued fraction: both functions
 * underflow there, and the difference of their logarithms has lost its digits to x².
 */
final class InverseMills {

  /** Left of it the fraction has converged to 2e-16. */
  private static final double TAIL = -6;

  private static final int TERMS = 16;

  /** log Φ({@link #TAIL}). */
  private static final double LOG_CDF_AT_TAIL = -20.736768949974703;

  private InverseMills() {}

  /**
   * The ratio at each element.
   *
   * @param logCdf log Φ(x)
   */
  static NDArray of(NDArray x, NDArray logCdf) {
    NDArray isTail = x.lt(TAIL);
    NDArray near = x.maximum(TAIL);
    NDArray known = ArrayMath.where(isTail, LOG_CDF_AT_TAIL, logCdf);
    NDArray ratio = near.square().div(-2).sub(known).sub(0.5 * Math.log(2 * Math.PI)).exp();
    return ArrayMath.where(isTail, fraction(x.minimum(TAIL).neg()), ratio);
  }

  /** z + 1/(z + 2/(z + 3/(z + ...))): Abramowitz and Stegun, 26.2.14. */
  private static NDArray fraction(NDArray z) {
    NDArray fraction = z;
    for (int k = TERMS; k > 0; k--) {
      fraction = z.add(BorchArray.wrap(z).number(k).div(fraction));
    }
    return fraction;
  }
}
