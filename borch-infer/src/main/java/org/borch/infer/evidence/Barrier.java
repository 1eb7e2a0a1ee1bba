package org.borch.infer.evidence;

import java.util.Arrays;

/**
 * What keeps replicas from wandering between β = 0 and 1: the share of swaps that are refused, from
 * neighbours to neighbours. Its sum does not depend on how close they stand, so that β at equal
 * distances in it refuse equally (Syed et al. 2022, section 5.2).
 */
final class Barrier {

  /** Of swaps between neighbours; else β that always swap would all be one. */
  private static final double LEAST = 1e-3;

  private Barrier() {}

  /**
   * The first guess: close together where the likelihood begins to count.
   *
   * @param rungs at least 2
   */
  static double[] begin(int rungs) {
    double[] betas = new double[rungs];
    Arrays.setAll(betas, i -> Math.pow((double) i / (rungs - 1), 3));
    return betas;
  }

  /**
   * As many β that share the barrier equally.
   *
   * @param betas ascending, from 0 to 1
   * @param rejections of swaps between neighbours, one less
   */
  static double[] shared(double[] betas, double[] rejections) {
    int last = betas.length - 1;
    double[] reached = new double[betas.length];
    for (int i = 0; i < last; i++) {
      reached[i + 1] = reached[i] + Math.max(LEAST, rejections[i]);
    }
    double[] shared = betas.clone();
    int below = 0;
    for (int i = 1; i < last; i++) {
      double wanted = reached[last] * i / last;
      while (reached[below + 1] < wanted) {
        below++;
      }
      double share = (wanted - reached[below]) / (reached[below + 1] - reached[below]);
      shared[i] = betas[below] + share * (betas[below + 1] - betas[below]);
    }
    return shared;
  }
}
