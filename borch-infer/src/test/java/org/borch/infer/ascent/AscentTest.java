package org.borch.infer.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.borch.Params;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.AdamW;
import org.borch.infer.optim.DjlOptimizer;
import org.borch.infer.optim.LearningRate;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.optim.RmsProp;
import org.borch.infer.optim.Schedule;
import org.borch.infer.optim.Sgd;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class AscentTest {

  private static final int ROWS = 8;

  /** Eight numbers with a mean of 4.5, two at a time, and a vector that shrinks to 3. */
  private static LogPosterior density() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("mean", new Shape());
    shapes.put("net", new Shape(2));
    return LogPosterior.of(
        shapes,
        DataType.FLOAT64,
        minibatches(BorchArray.of(1, 2, 3, 4, 5, 6, 7, 8), 2).plate("row"),
        (at, batch) -> {
          NDArray residuals = batch.input().sub(at.get("mean"));
          double weight = (double) batch.size() / batch.index().size();
          NDArray prior = at.get("net").sub(3).square().sum();
          return residuals.square().sum().mul(-0.5 * weight).sub(prior);
        });
  }

  private static UnconstrainedDraws ends(Ascent settings, long steps) {
    Run run = Run.defaults().withSteps(steps).withBurnIn(steps - 1).withProgress(false);
    return ChainRun.begin(settings.on(density()), run, Seed.of(5));
  }

  @Test
  void eachOptimiserMovesTheStateAsItMovesParameters() {
    Schedule rate = Schedule.exponential(0.05, 0.5, 4);
    for (Optimizer optimizer :
        new Optimizer[] {
          Adam.defaults().withLearningRate(rate),
          Adam.defaults().withAmsgrad(true),
          AdamW.defaults().withLearningRate(rate),
          RmsProp.defaults().withLearningRate(rate),
          Sgd.defaults().withMomentum(0.9).withNesterov(true),
          Sgd.defaults().withLearningRate(rate).clippedToNorm(0.5)
        }) {
      requireSameSteps(optimizer);
    }
  }

  /** Eight steps, each with the data of its key: moments and step count are not lost (PF4). */
  private static void requireSameSteps(Optimizer optimizer) {
    LogPosterior density = density();
    StepAlgorithm algorithm = Ascent.defaults().withOptimizer(optimizer).on(density);
    NDArray start = BorchArray.of(0.5, -1, 2);
    FlatState state = algorithm.init(start);
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("mean", BorchArray.scalar(0.5, DataType.FLOAT64));
    values.put("net", BorchArray.of(-1, 2));
    try (Params params = Params.of(DataType.FLOAT64, Seed.of(0), values);
        Scope scope = Scope.open()) {
      Optimizer.State known = optimizer.init(params);
      for (int step = 0; step < 8; step++) {
        Key key = Key.of(1).at(step);
        NDArray gradient =
            density.valueAndGradient(params.flat(), density.data(key)).gradient().mul(-1.0 / ROWS);
        known = optimizer.update(known, params, gradient);
        state = algorithm.update(state, density.data(key), key).state();
        assertThat(BorchArray.wrap(state.position()).values())
            .as("%s at step %d", optimizer, step)
            .containsExactly(BorchArray.wrap(params.flat()).values());
      }
      assertThat(state.step().value()).isEqualTo(8);
    }
    assertThat(BorchArray.wrap(start).values()).containsExactly(0.5, -1, 2);
  }

  @Test
  void itsChainsAreAnEnsembleThatComesToTheModeFromPlacesOfTheirOwn() {
    Schedule rate = Schedule.cosine(0.1, 0, 2_000);
    UnconstrainedDraws first = ends(Ascent.defaults(), 1);
    UnconstrainedDraws last =
        ends(Ascent.defaults().withOptimizer(Adam.defaults().withLearningRate(rate)), 2_000);
    assertThat(first.position(0, 0)[0]).isNotCloseTo(first.position(1, 0)[0], within(1e-3));
    for (int chain = 0; chain < last.chains(); chain++) {
      // Minibatches move the mean until the rate is 0; the vector has no noise.
      assertThat(last.position(chain, 0)[0]).isCloseTo(4.5, within(0.1));
      assertThat(last.position(chain, 0)[1]).isCloseTo(3, within(1e-3));
      assertThat(last.info(chain, 0).get(Info.GRADIENT_NORM)).isPositive();
    }
  }

  @Test
  void aFactorByNameKeepsAParameterAsItIs() {
    LearningRate rate = LearningRate.of(0.1).withFactor("net", 0);
    Ascent settings = Ascent.defaults().withOptimizer(Adam.defaults().withLearningRate(rate));
    UnconstrainedDraws first = ends(settings, 1);
    UnconstrainedDraws later = ends(settings, 60);
    for (int chain = 0; chain < later.chains(); chain++) {
      assertThat(later.position(chain, 0)[1]).isEqualTo(first.position(chain, 0)[1]);
      assertThat(later.position(chain, 0)[0]).isNotEqualTo(first.position(chain, 0)[0]);
    }
  }

  @Test
  void anOptimiserWhoseMomentsAreNotInTheStateIsRefused() {
    DjlOptimizer hidden = new DjlOptimizer(ai.djl.training.optimizer.Optimizer.adam().build());
    for (Optimizer optimizer : new Optimizer[] {hidden, hidden.clippedToValue(1)}) {
      assertThatThrownBy(() -> Ascent.defaults().withOptimizer(optimizer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("keeps its moments to itself");
    }
  }

  @Test
  void aPointThatIsNotFiniteIsAnErrorUnlessItMayBeLeftOut() {
    LogPosterior edge =
        LogPosterior.of(
            Map.of("x", new Shape()), DataType.FLOAT64, at -> at.get("x").log().mul(-1));
    Run run = Run.defaults().withSteps(400).withBurnIn(399).withProgress(false);
    Ascent settings = Ascent.defaults();
    assertThatThrownBy(() -> ChainRun.begin(settings.on(edge), run, Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("of Ascent")
        .hasMessageContaining("NaN");
    assertThat(ChainRun.begin(settings.on(edge), run.withSkipLimit(400), Seed.of(1)).draws())
        .isEqualTo(1);
  }
}
