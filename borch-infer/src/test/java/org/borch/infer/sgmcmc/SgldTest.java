package org.borch.infer.sgmcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Info;
import org.borch.infer.run.Run;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class SgldTest {

  private static final int ROWS = 8;

  /** The mean of eight numbers, two at a time. */
  private static LogPosterior density() {
    return LogPosterior.of(
        Map.of("mean", new Shape()),
        DataType.FLOAT64,
        minibatches(BorchArray.of(1, 2, 3, 4, 5, 6, 7, 8), 2).plate("row"),
        (at, batch) -> {
          NDArray residuals = batch.input().sub(at.get("mean"));
          return residuals.square().sum().mul(-0.5 * batch.size() / batch.index().size());
        });
  }

  private static UnconstrainedDraws draws(Sgld settings) {
    Run run = Run.defaults().withSteps(60).withBurnIn(0).withProgress(false);
    return ChainRun.begin(settings.on(density()), run, Seed.of(5));
  }

  @Test
  void aStepSizePerRowIsDividedByTheNumberOfRows() {
    UnconstrainedDraws whole = draws(Sgld.defaults().withStepSize(0.01));
    UnconstrainedDraws perRow = draws(Sgld.defaults().withStepSize(0.01 * ROWS).withPerRow(true));
    assertThat(perRow.positions()).isDeepEqualTo(whole.positions());
  }

  @Test
  void eachStepHasTheStepSizeOfTheSchedule() {
    Schedule schedule = Schedule.exponential(0.02, 0.5, 10);
    UnconstrainedDraws draws = draws(Sgld.defaults().withStepSize(schedule));
    double[] found = draws.column(Info.STEP_SIZE)[2];
    for (int step = 0; step < found.length; step++) {
      assertThat(found[step]).isEqualTo(schedule.at(step));
    }
  }

  @Test
  void aScheduleOfTemperaturesCoolsTheNoise() {
    UnconstrainedDraws cold =
        draws(Sgld.defaults().withStepSize(0.05).withTemperature(step -> step < 30 ? 1 : 0));
    UnconstrainedDraws optimum = draws(Sgld.defaults().withStepSize(0.05).withTemperature(0));
    // From step 30 on both are the same contraction of minibatches; what noise left fades.
    double difference = cold.position(0, 59)[0] - optimum.position(0, 59)[0];
    double before = cold.position(0, 29)[0] - optimum.position(0, 29)[0];
    assertThat(difference / before).isCloseTo(Math.pow(1 - 0.05 / 2 * ROWS, 30), within(1e-9));
  }
}
