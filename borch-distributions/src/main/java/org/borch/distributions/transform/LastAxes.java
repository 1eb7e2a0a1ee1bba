package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;

/** The sum over trailing axes, which joins log densities and Jacobians of independent parts. */
public final class LastAxes {

  private LastAxes() {}

  /** batch + last n axes → batch; x itself for n = 0. */
  public static NDArray sum(NDArray x, int n) {
    return n == 0 ? x : x.sum(IntStream.rangeClosed(1, n).map(i -> -i).toArray());
  }
}
