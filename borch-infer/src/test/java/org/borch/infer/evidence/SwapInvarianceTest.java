package org.borch.infer.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.TemperedDensity;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.junit.jupiter.api.Test;

/**
 * Exact invariance of a ladder of replicas: where each stands at its own β's law, it does so after
 * steps with moves and swaps. The laws are normal, their reference is N(0, 1) and the likelihood
 * that of 2 under N(x, 1): at β the mean is 2 β / (1 + β) and the precision 1 + β.
 */
class SwapInvarianceTest {

  private static final double[] BETAS = {0, 0.2, 0.6, 1};
  private static final double DATUM = 2;
  private static final int REPLICATES = 10_000;
  private static final int STEPS = 3;

  private static LogDensity target() {
    return LogDensity.of(
        Map.of("x", new Shape(1)),
        () ->
            (at, gradient) -> {
              gradient[0] = -at[0] + DATUM - at[0];
              return -0.5 * (at[0] * at[0] + (DATUM - at[0]) * (DATUM - at[0]));
            });
  }

  /** The least p-value over the rungs. */
  private static double leastP(Swap swap) {
    TemperedDensity density = TemperedDensity.fromNormal(new double[1], new double[] {1}, target());
    LadderMoves moves = new LadderMoves(density, BETAS, swap);
    double[][] after = new double[BETAS.length][REPLICATES];
    NoiseReader noise = new NoiseReader(Key.of(0));
    double[] normals = new double[BETAS.length];
    for (int i = 0; i < REPLICATES; i++) {
      noise.restart(Key.of(7).at(i));
      noise.normal(normals);
      double[] x = new double[BETAS.length];
      Arrays.setAll(x, rung -> mean(rung) + normals[rung] / Math.sqrt(1 + BETAS[rung]));
      x = moves.after(x, STEPS, Key.of(8).at(i));
      for (int rung = 0; rung < x.length; rung++) {
        after[rung][i] = x[rung];
      }
    }
    double least = 1;
    for (int rung = 0; rung < BETAS.length; rung++) {
      NormalDistribution law = new NormalDistribution(mean(rung), 1 / Math.sqrt(1 + BETAS[rung]));
      least = Math.min(least, new KolmogorovSmirnovTest().kolmogorovSmirnovTest(law, after[rung]));
    }
    return least;
  }

  private static double mean(int rung) {
    return BETAS[rung] * DATUM / (1 + BETAS[rung]);
  }

  @Test
  void theLawOfEachRungIsKept() {
    assertThat(leastP(Swap.METROPOLIS)).isGreaterThan(0.001);
  }

  @Test
  void aSwapWithoutItsRatioIsNoticed() {
    assertThat(leastP((logRatio, uniform) -> uniform < 0.5)).isLessThan(1e-7);
  }

  @Test
  void aSwapByHalfItsRatioIsNoticed() {
    assertThat(leastP((logRatio, uniform) -> Math.log(uniform) < 0.5 * logRatio)).isLessThan(1e-7);
  }
}
