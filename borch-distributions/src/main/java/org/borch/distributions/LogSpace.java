package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.minimum;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Probabilities by their logarithms, without the digits that the probabilities themselves lose. */
final class LogSpace {

  private LogSpace() {}

  /** log(1 - exp(-x)) for x ≥ 0 (Mächler 2012, "Accurately computing log(1 - exp(-|a|))"). */
  static NDArray log1mExp(NDArray x) {
    NDArray small = x.lt(Math.log(2));
    NDArray ofSmall = log(expm1(where(small, x, 0.5).neg()).neg());
    NDArray ofLarge = log1p(exp(where(small, 1, x).neg()).neg());
    return where(small, ofSmall, ofLarge);
  }

  /**
   * log Σ exp of the last axis; where all terms are -infinity, the sum is, and its derivative is 0,
   * no NaN.
   */
  static NDArray logSum(NDArray terms) {
    NDArray possible = terms.neq(Double.NEGATIVE_INFINITY);
    NDArray any = cast(possible, DataType.INT64).sum(new int[] {-1}).gt(0);
    NDArray sum = logSumExp(where(any.expandDims(-1), terms, 0), -1);
    return where(any, sum, Double.NEGATIVE_INFINITY);
  }

  /** log(exp(a) + exp(b)), of which not both are -infinity. */
  static NDArray logAddExp(NDArray a, NDArray b) {
    NDArray high = maximum(a, b);
    return high.add(softplus(minimum(a, b).sub(high)));
  }
}
