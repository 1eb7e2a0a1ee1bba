package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.minimum;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;

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

  /** log(exp(a) + exp(b)), of which not both are -infinity. */
  static NDArray logAddExp(NDArray a, NDArray b) {
    NDArray high = maximum(a, b);
    return high.add(softplus(minimum(a, b).sub(high)));
  }
}
