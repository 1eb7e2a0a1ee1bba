package org.borch.infer.sgmcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Info;
import org.borch.infer.run.Run;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class CyclesTest {

  private static final Cycles CYCLES = Cycles.of(100).withExploring(70);

  @Test
  void drawsAreOfTheSamplingPartsAlone() {
    Run run =
        CYCLES
            .keeping(Run.defaults().withChains(1).withBurnIn(50).withThinning(4))
            .withSteps(50 + 2 * 100 + 85)
            .withProgress(false);
    LogPosterior normal =
        LogPosterior.of(
            Map.of("x", new Shape(2)),
            DataType.FLOAT64,
            at -> at.get("x").square().sum().mul(-0.5));
    // The column tells the step: kept are 73, 77, ..., 97 of each cycle after burn-in.
    Sgld settings =
        Sgld.defaults()
            .withStepSize(step -> 1e-4 * (step + 1))
            .withTemperature(CYCLES.temperature(1));
    UnconstrainedDraws draws = ChainRun.begin(settings.on(normal), run, Seed.of(1));
    assertThat(draws.draws()).isEqualTo(7 + 7 + 3);
    double[] steps = draws.column(Info.STEP_SIZE)[0];
    for (int draw = 0; draw < steps.length; draw++) {
      long step = 50 + draw / 7 * 100L + 73 + draw % 7 * 4L;
      assertThat(Math.round(steps[draw] / 1e-4 - 1)).isEqualTo(step);
    }
  }

  @Test
  void schedulesBeginAnewInEachCycle() {
    Schedule stepSize = CYCLES.stepSize(0.1);
    assertThat(stepSize.at(0)).isEqualTo(0.1).isEqualTo(stepSize.at(300));
    assertThat(stepSize.at(250)).isCloseTo(0.05, within(1e-15));
    Schedule temperature = CYCLES.temperature(0.5);
    assertThat(temperature.at(169)).isZero();
    assertThat(temperature.at(170)).isEqualTo(0.5);
    assertThat(Cycles.of(100).exploring()).isEqualTo(80);
  }

  /** two normals far apart. */
  private static LogPosterior twoModes() {
    return LogPosterior.of(
        Map.of("x", new Shape()),
        DataType.FLOAT64,
        at -> {
          NDArray x = at.get("x");
          NDArray left = x.add(4).square().mul(-0.5).exp();
          NDArray right = x.sub(4).square().mul(-0.5).exp();
          return left.add(right).log();
        });
  }

  @Test
  void longStepsOfACycleCrossToTheOtherMode() {
    Cycles cycles = new Cycles(500, 100);
    Run run =
        cycles
            .keeping(Run.defaults().withChains(2).withBurnIn(0).withThinning(10))
            .withSteps(20_000)
            .withProgress(false);
    // Stable up to 4 times the variance in a mode; noise explores, too, so that modes are left.
    Sgld settings = Sgld.defaults().withStepSize(cycles.stepSize(3.9)).withTemperature(3);
    double[] all = ChainRun.begin(settings.on(twoModes()), run, Seed.of(2)).coordinate(0)[0];
    assertThat(Arrays.stream(all).max().orElseThrow()).isGreaterThan(3);
    assertThat(Arrays.stream(all).min().orElseThrow()).isLessThan(-3);
  }

  @Test
  void cyclesWithoutASamplingPartAreRefused() {
    assertThatThrownBy(() -> new Cycles(10, 10)).hasMessageContaining("10 steps, 10 of them");
    assertThatThrownBy(() -> Run.defaults().withCycle(10, 11)).hasMessageContaining("11");
    Run none = Run.defaults().withBurnIn(0).withCycle(100, 5).withSteps(90);
    LogPosterior density = twoModes();
    assertThatThrownBy(() -> ChainRun.begin(Sgld.defaults().on(density), none, Seed.of(1)))
        .hasMessageContaining("steps = 90, expected at least one draw");
  }
}
