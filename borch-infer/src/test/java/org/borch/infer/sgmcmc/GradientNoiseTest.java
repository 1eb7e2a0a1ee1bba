package org.borch.infer.sgmcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** The mean of numbers: a batch's gradient is N/B Σ (y - θ), whose variance is known. */
class GradientNoiseTest {

  private static final int ROWS = 80;
  private static final int BATCH = 8;
  private static final int BATCHES = 2_000;

  /** Four relative standard errors of 4 x 11,000 draws, a twentieth of which are effective. */
  private static final double ERROR = 4 * Math.sqrt(2 / (0.05 * 44_000));

  private static final double[] Y = new SplittableRandom(3).doubles(ROWS, -2, 4).toArray();
  private static final Seed SEED = Seed.of(6);

  private static LogPosterior density(int batch, DataType type) {
    return LogPosterior.of(
        Map.of("mean", new Shape()),
        type,
        minibatches(BorchArray.of(Y), batch).plate("row"),
        (at, rows) -> {
          double weight = (double) rows.size() / rows.index().size();
          NDArray residuals = rows.input().sub(at.get("mean"));
          return residuals.square().sum().mul(-0.5 * weight);
        });
  }

  private static double mean() {
    double sum = 0;
    for (double y : Y) {
      sum += y / ROWS;
    }
    return sum;
  }

  /** N²/B (1 - B/N) S²: rows are drawn without replacement. */
  private static double noise() {
    double squares = 0;
    for (double y : Y) {
      squares += (y - mean()) * (y - mean());
    }
    return (double) ROWS * ROWS / BATCH * (1 - (double) BATCH / ROWS) * squares / (ROWS - 1);
  }

  @Test
  void theEstimateIsTheVarianceOfBatchesInEitherType() {
    double error = 4 * Math.sqrt(2.0 / BATCHES) * noise();
    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT64}) {
      double found = GradientNoise.estimate(density(BATCH, type), BATCHES, SEED, 0.5);
      assertThat(found).isCloseTo(noise(), within(error));
    }
    LogPosterior whole = density(ROWS, DataType.FLOAT64);
    assertThat(GradientNoise.estimate(whole, 5, SEED, 0.5)).isCloseTo(0, within(1e-20 * noise()));
  }

  @Test
  void whatIsEstimatedMakesTheDrawsRight() {
    LogPosterior density = density(BATCH, DataType.FLOAT64);
    double beta = GradientNoise.estimate(density, BATCHES, SEED, mean());
    double stepSize = 0.1 / ROWS;
    Run run = Run.defaults().withSteps(12_000).withBurnIn(1_000).withProgress(false);
    Sgld settings = Sgld.defaults().withStepSize(stepSize);
    UnconstrainedDraws draws =
        ChainRun.begin(settings.withGradientNoise(beta).on(density), run, SEED);
    // The variance T/N over 1 - ε N / 4; without β it is ε V / 4 more, half as much again.
    double expected = 1.0 / ROWS / (1 - stepSize * ROWS / 4);
    assertThat(variance(draws)).isCloseTo(expected, within(ERROR * expected));
    UnconstrainedDraws neglected = ChainRun.begin(settings.on(density), run, SEED);
    double more = stepSize * noise() / 4;
    assertThat(variance(neglected))
        .isCloseTo((1 + more) * expected, within(ERROR * (1 + more) * expected));
  }

  private static double variance(UnconstrainedDraws draws) {
    double sum = 0;
    for (double[] chain : draws.coordinate(0)) {
      for (double each : chain) {
        sum += (each - mean()) * (each - mean()) / chain.length / 4;
      }
    }
    return sum;
  }

  @Test
  void moreNoiseThanThereIsToInjectIsRefused() {
    LogPosterior density = density(BATCH, DataType.FLOAT64);
    double beta = GradientNoise.estimate(density, 100, SEED, mean());
    Sgld settings = Sgld.defaults().withGradientNoise(beta).withStepSize(8 / beta);
    assertThatThrownBy(() -> settings.on(density))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least 0; take a smaller step size or beta");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    LogPosterior density = density(BATCH, DataType.FLOAT64);
    assertThatThrownBy(() -> GradientNoise.estimate(density, 1, SEED, 0))
        .hasMessageContaining("batches = 1, expected at least 2");
    assertThatThrownBy(() -> GradientNoise.variances(density, 2, SEED, 0, 1))
        .hasMessageContaining("position of 2 coordinates for a density of 1");
    assertThatThrownBy(() -> GradientNoise.variances(density, 2, SEED, Double.NaN))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("the log density is NaN");
  }

  @Test
  void controlVariatesAroundTheEndOfASearchBeginThereAndHaveNoNoise() {
    LogPosterior batches = density(BATCH, DataType.FLOAT64);
    LogPosterior all = density(ROWS, DataType.FLOAT64);
    Adam adam = Adam.defaults().withLearningRate(Schedule.cosine(0.1, 0, 400));
    LogPosterior corrected =
        ControlVariates.around(
            batches, all, Ascent.defaults().withOptimizer(adam).on(all), 400, SEED);
    Run one = Run.defaults().withChains(2).withSteps(1).withBurnIn(0).withProgress(false);
    Sgld still = Sgld.defaults().withStepSize(1e-12).withTemperature(0);
    UnconstrainedDraws beginning = ChainRun.begin(still.on(corrected), one, SEED);
    assertThat(beginning.position(0, 0)[0]).isCloseTo(mean(), within(1e-4));
    assertThat(beginning.position(1, 0)).containsExactly(beginning.position(0, 0));
    // Rows are alike but for their places, so that the correction is exact wherever it is asked.
    assertThat(GradientNoise.estimate(corrected, 50, SEED, mean() + 0.1))
        .isCloseTo(0, within(1e-20 * noise()));
  }
}
