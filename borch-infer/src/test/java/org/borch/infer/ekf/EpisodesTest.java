package org.borch.infer.ekf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.infer.vi.GaussianVi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Data in episodes, where the posterior of one is the prior of the next. */
class EpisodesTest {

  private static final LinearRows LINE = new LinearRows();
  private static final double DRIFT = 0.3;
  private static final int STEPS = 4_000;

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** What variational inference comes to, on all rows of an episode at once. */
  private static Belief fitted(LogPosterior density) {
    GaussianVi settings =
        GaussianVi.defaults()
            .withDense()
            .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.05, 0, STEPS)));
    StepAlgorithm algorithm = settings.on(density);
    Run run =
        Run.defaults().withChains(1).withSteps(STEPS).withBurnIn(STEPS - 1).withProgress(false);
    UnconstrainedDraws draws = ChainRun.begin(algorithm, run, Seed.of(3));
    return settings.belief(density, algorithm.state(draws.states().get(0)).arrays());
  }

  @Test
  void beliefsHandedFromEpisodeToEpisodeAreTheFilters() {
    EkfSteps filter =
        Ekf.defaults()
            .withDense(true)
            .withCurvature(Ekf.Curvature.GAUSS_NEWTON)
            .withDrift(DRIFT)
            .on(LINE.observations(DataType.FLOAT64));
    Belief belief = filter.belief(filter.init(BorchArray.of(0, 0, 0)));
    Belief expected = belief;
    for (int[] rows : new int[][] {{0, 1, 2, 3}, {4, 5, 6, 7}}) {
      StepData data = LINE.episode(rows);
      expected = filter.belief(filter.update(filter.init(expected), data, Key.of(0)).state());
      belief = fitted(belief.widened(DRIFT).asPriorOf(LINE.observations(rows)));
      assertThat(values(belief.mean())).containsExactly(values(expected.mean()), within(1e-3));
      assertThat(values(belief.covariance()))
          .containsExactly(values(expected.covariance()), within(1e-3));
    }
  }

  @Test
  void eachFormGrowsByTheDrift() {
    Map<String, Shape> shapes = Map.of("x", new Shape(2));
    BorchArray scale = BorchArray.of(0.1, -0.5);
    for (Spread spread :
        new Spread[] {
          Spread.diagonal(scale),
          Spread.dense(scale, BorchArray.of(0.7)),
          Spread.lowRank(scale, BorchArray.of(new double[][] {{0.4}, {1}}))
        }) {
      Belief belief = Belief.of(shapes, BorchArray.of(1, 2), spread);
      double[] grown = values(belief.covariance());
      grown[0] += 0.25;
      grown[3] += 0.25;
      assertThat(values(belief.widened(0.5).covariance())).containsExactly(grown, within(1e-12));
      assertThat(values(belief.widened(0).covariance()))
          .containsExactly(values(belief.covariance()), within(1e-12));
    }
  }

  @Test
  void aBeliefAboutOtherParametersIsNoPrior() {
    Belief other =
        Belief.of(
            Map.of("x", new Shape(3)),
            BorchArray.of(0, 0, 0),
            Spread.diagonal(BorchArray.of(0, 0, 0)));
    assertThatThrownBy(() -> other.asPriorOf(LINE.observations(DataType.FLOAT64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected those of the belief, {x=(3)}");
  }
}
