package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a trajectory counts as divergent, and what becomes of it. Without slopes, p is constant. */
class DivergenceTest {

  private static final Tuning TUNING = new Tuning(0.1, Metric.diagonal(1));

  static List<Sampler> samplers() {
    return List.of(Nuts.defaults(), Hmc.defaults());
  }

  private static LogDensity.Evaluator step(double depth) {
    return (at, gradient) -> {
      gradient[0] = 0;
      return at[0] == 0 ? 0 : -depth;
    };
  }

  private static double divergent(Sampler sampler, double depth) {
    Kernel kernel = sampler.kernel(1, step(depth));
    return kernel.step(kernel.init(0), TUNING, Key.of(1)).info().get(Info.DIVERGENT);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aLossOfMoreThanAThousandIsDivergent(Sampler sampler) {
    assertThat(divergent(sampler, 101)).isZero();
    assertThat(divergent(sampler, 999)).isZero();
    assertThat(divergent(sampler, 1001)).isOne();
  }

  /** Its end decides, not what lay between: the way back would cross the same barrier. */
  @Test
  void staticTrajectoriesMayCrossABarrier() {
    LogDensity.Evaluator barrier =
        (at, gradient) -> {
          gradient[0] = 0;
          return Math.abs(at[0]) > 0.4 && Math.abs(at[0]) < 0.6 ? -5000 : 0;
        };
    Kernel kernel = Hmc.defaults().kernel(1, barrier);
    int crossed = 0;
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      Kernel.Transition next = kernel.step(kernel.init(0), TUNING, Key.of(i));
      double end = Math.abs(next.state().position()[0]);
      assertThat(next.info().get(Info.ACCEPTANCE)).isEqualTo(end == 0 ? 0 : 1);
      crossed += end > 0.6 ? 1 : 0;
      refused += end == 0 ? 1 : 0;
    }
    // After a time of 1.5: with |p| above 0.4, and from 0.27 to 0.4, of 100 standard normals.
    assertThat(crossed).isBetween(50, 87);
    assertThat(refused).isBetween(1, 22);
  }
}
