package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;

/**
 * The change of scale between exponential and power tails, t = log(1 + ξ z) / ξ, which is z for ξ =
 * 0, and smooth there.
 */
final class ExtremeTail {

  /** Below it four terms of the series are exact to 3e-17. */
  private static final double SMALL = 1e-4;

  private ExtremeTail() {}

  /** t of z, where 1 + ξ z is above 0. */
  static NDArray ofPower(NDArray xi, NDArray z) {
    NDArray u = xi.mul(z);
    NDArray isSmall = abs(u).lt(SMALL);
    NDArray small = where(isSmall, u, 0);
    NDArray large = where(isSmall, 1, u);
    NDArray series = small.div(-4).add(1.0 / 3).mul(small).sub(0.5).mul(small).add(1);
    return z.mul(where(isSmall, series, log1p(large).div(large)));
  }

  /** z of t: (exp(ξ t) - 1) / ξ. */
  static NDArray toPower(NDArray xi, NDArray t) {
    NDArray u = xi.mul(t);
    NDArray isSmall = abs(u).lt(SMALL);
    NDArray small = where(isSmall, u, 0);
    NDArray large = where(isSmall, 1, u);
    NDArray series = small.div(24).add(1.0 / 6).mul(small).add(0.5).mul(small).add(1);
    return t.mul(where(isSmall, series, expm1(large).div(large)));
  }
}
