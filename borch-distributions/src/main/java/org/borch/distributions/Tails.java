package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;

/** Logarithms in heavy tails, where a square would overflow. */
final class Tails {

  private Tails() {}

  /** log(1 + z²), finite for every finite z. */
  static NDArray log1pSquare(NDArray z) {
    NDArray size = abs(z);
    NDArray large = size.gt(1);
    NDArray small = where(large, 1, z);
    NDArray big = where(large, size, 1);
    NDArray ofLarge = log(big).mul(2).add(log1p(big.pow(-2)));
    return where(large, ofLarge, log1p(square(small)));
  }
}
