package org.borch.infer.diagnostics;

import java.util.Random;

/** Chains whose diagnostics are known in closed form. */
final class Simulated {

  private Simulated() {}

  /** Independent N(0, 1). */
  static double[][] normal(int chains, int draws, long seed) {
    return autoregressive(0, chains, draws, seed);
  }

  /** Stationary AR(1) with variance 1: autocorrelation rho^t, tau = (1 + rho) / (1 - rho). */
  static double[][] autoregressive(double rho, int chains, int draws, long seed) {
    Random random = new Random(seed);
    double[][] x = new double[chains][draws];
    for (double[] chain : x) {
      chain[0] = random.nextGaussian();
      for (int i = 1; i < draws; i++) {
        chain[i] = rho * chain[i - 1] + Math.sqrt(1 - rho * rho) * random.nextGaussian();
      }
    }
    return x;
  }

  static double[][] constant(double value, int chains, int draws) {
    return ChainTable.map(new double[chains][draws], x -> value);
  }
}
