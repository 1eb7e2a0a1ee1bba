package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.draws.Draws;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.DjlOptimizer;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Info;
import org.borch.infer.run.Run;
import org.borch.infer.run.StepAlgorithm;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GaussianViTest {

  private static final Map<String, Shape> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("weight", new Shape(2, 2));
    SHAPES.put("bias", new Shape());
  }

  static Stream<GaussianVi> forms() {
    GaussianVi vi = GaussianVi.defaults();
    return Stream.of(vi, vi.withDense(), vi.withLowRank(2));
  }

  /** A state whose q is not a standard one, and the density that it equals. */
  private static FlatState state(GaussianVi settings, LogPosterior any) {
    FlatState state = settings.on(any).init(BorchArray.of(1, -2, 0.5, 3, 0));
    for (String name : new String[] {"log_scale", "lower", "factor", "noise"}) {
      NDArray known = state.arrays().get(name);
      if (known != null) {
        NDArray noise = Noise.of(Key.of(4).at(name), DataType.FLOAT64).normal(known.getShape());
        state = state.with(name, noise.mul(0.5));
      }
    }
    return state;
  }

  private static LogPosterior flat() {
    return LogPosterior.of(SHAPES, DataType.FLOAT64, at -> at.get("bias").mul(0));
  }

  private static LogPosterior equalTo(Belief q) {
    return LogPosterior.of(
        SHAPES,
        DataType.FLOAT64,
        at -> {
          NDArray all = at.get("weight").flatten().concat(at.get("bias").reshape(1));
          return q.logDensity(all.expandDims(0)).sum();
        });
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whereQIsTheTargetEveryDrawsGradientIsZero(GaussianVi settings) {
    FlatState state = state(settings, flat());
    LogPosterior target = equalTo(settings.belief(flat(), state.arrays()));
    requireNoGradient(settings.on(target), state);
    NDArray bound =
        settings.on(target).update(state, StepData.all(), Key.of(0)).info().get(GaussianVi.NELBO);
    assertThat(values(bound)[0]).isCloseTo(0, within(1e-12));
  }

  private static void requireNoGradient(StepAlgorithm algorithm, FlatState state) {
    for (int draw = 0; draw < 20; draw++) {
      NDArray noise =
          Noise.of(Key.of(draw), DataType.FLOAT64).normal(state.array("noise").getShape());
      Map<String, NDArray> info =
          algorithm.update(state.with("noise", noise), StepData.all(), Key.of(0)).info();
      assertThat(values(info.get(Info.GRADIENT_NORM))[0]).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(PlantedVi.Mistake.class)
  void aGradientThatIsNotStoppedWhollyIsFoundThere(PlantedVi.Mistake mistake) {
    FlatState state = state(GaussianVi.defaults(), flat());
    LogPosterior target = equalTo(GaussianVi.defaults().belief(flat(), state.arrays()));
    StepAlgorithm planted = new PlantedVi(mistake).on(target);
    if (mistake == PlantedVi.Mistake.NONE) {
      requireNoGradient(planted, state);
    } else {
      assertThatThrownBy(() -> requireNoGradient(planted, state))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** In which no other normal of the form is nearly as good. */
  static Stream<GaussianVi> identified() {
    GaussianVi vi = GaussianVi.defaults();
    return Stream.of(vi, vi.withDense(), vi.withLowRank(1));
  }

  @ParameterizedTest
  @MethodSource("identified")
  void itFindsANormalOfItsForm(GaussianVi settings) {
    FlatState there = state(settings, flat());
    Belief target = settings.belief(flat(), there.arrays());
    GaussianVi fast =
        settings
            .withDraws(4)
            .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.05, 0, 3_000)));
    StepAlgorithm algorithm = fast.on(equalTo(target));
    Run run = Run.defaults().withChains(1).withSteps(3_000).withBurnIn(2_999);
    UnconstrainedDraws draws = ChainRun.begin(algorithm, run.withProgress(false), Seed.of(3));
    FlatState end = algorithm.state(draws.states().get(0));
    Belief found = fast.belief(equalTo(target), end.arrays());
    assertThat(values(found.mean())).containsExactly(values(target.mean()), within(2e-3));
    assertThat(values(found.covariance()))
        .containsExactly(values(target.covariance()), within(5e-3));
    assertThat(draws.info(0, 0).get(GaussianVi.NELBO)).isCloseTo(0, within(1e-3));
    assertThat(draws.position(0, 0)).isEqualTo(values(end.position()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theGradientOfSeveralDrawsIsTheMeanOfTheirs(GaussianVi settings) {
    LogPosterior density =
        LogPosterior.of(
            SHAPES,
            DataType.FLOAT64,
            at -> at.get("weight").square().square().sum().add(at.get("bias").exp()).neg());
    FlatState state = state(settings, density);
    Belief q = settings.belief(density, state.arrays());
    NDArray noise =
        Noise.of(Key.of(7).at("noise"), DataType.FLOAT64).normal(new Shape(3, q.spread().noise()));
    BorchArray temperature = BorchArray.of(0.7);
    NDArray x = q.spread().moved(noise);
    Landing all = landing(density, q, x, temperature);
    for (int draw = 0; draw < 3; draw++) {
      NDArray one = x.get(draw + ":" + (draw + 1));
      Landing single = landing(density, q, one, temperature);
      assertThat(values(all.pull().get(draw)))
          .containsExactly(values(single.pull().get(0)), within(1e-10));
      assertThat(values(all.bound())[draw]).isCloseTo(values(single.bound())[0], within(1e-10));
    }
    double[] info =
        values(
            settings
                .withDraws(3)
                .withTemperature(0.7)
                .on(density)
                .update(state.with("noise", noise), StepData.all(), Key.of(7))
                .info()
                .get(GaussianVi.NELBO));
    assertThat(info[0]).isCloseTo(-values(all.bound().mean())[0], within(1e-10));
  }

  @Test
  void theGradientIsTheMeanPullThroughMeanAndScale() {
    GaussianVi settings = GaussianVi.defaults().withDraws(3);
    LogPosterior density =
        LogPosterior.of(SHAPES, DataType.FLOAT64, at -> at.get("bias").exp().neg());
    FlatState state = state(settings, density);
    Belief q = settings.belief(density, state.arrays());
    NDArray noise = Noise.of(Key.of(7).at("noise"), DataType.FLOAT64).normal(new Shape(3, 5));
    NDArray x = q.spread().moved(noise);
    NDArray pull = landing(density, q, x, BorchArray.of(1)).pull();
    NDArray byMean = pull.mean(new int[] {0});
    NDArray byLogScale = pull.mul(x).mean(new int[] {0});
    double square = values(byMean.square().sum().add(byLogScale.square().sum()))[0];
    Map<String, NDArray> info =
        settings.on(density).update(state.with("noise", noise), StepData.all(), Key.of(7)).info();
    assertThat(values(info.get(Info.GRADIENT_NORM))[0]).isCloseTo(Math.sqrt(square), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void allBackEndsMakeTheSameStepsOfSeveralDrawsInBothTypes(GaussianVi form) {
    GaussianVi settings = form.withDraws(3);
    Run run = Run.defaults().withChains(1).withSteps(40).withBurnIn(0).withProgress(false);
    for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
      LogPosterior density =
          LogPosterior.of(
              SHAPES,
              type,
              at -> at.get("weight").square().square().sum().add(at.get("bias").exp()).neg());
      double rounding = type == DataType.FLOAT64 ? 1e-9 : 2e-3;
      UnconstrainedDraws eager =
          ChainRun.begin(settings.on(density.withBackEnd(BackEnd.EAGER)), run, Seed.of(2));
      for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
        UnconstrainedDraws draws =
            ChainRun.begin(settings.on(density.withBackEnd(backEnd)), run, Seed.of(2));
        for (int draw = 0; draw < draws.draws(); draw++) {
          assertThat(draws.position(0, draw))
              .containsExactly(eager.position(0, draw), within(rounding));
        }
      }
    }
  }

  @Test
  void anAverageOverRowsAtTheTemperatureOfOneRowIsTheSame() {
    int rows = 50;
    UnaryOperator<NDArray> value = x -> x.square().sum().mul(-0.5 * rows);
    LogPosterior whole =
        LogPosterior.of(
            SHAPES, DataType.FLOAT64, at -> value.apply(at.get("weight").sub(at.get("bias"))));
    LogPosterior average =
        LogPosterior.of(
            SHAPES,
            DataType.FLOAT64,
            at -> value.apply(at.get("weight").sub(at.get("bias"))).div(rows));
    Run run = Run.defaults().withChains(1).withSteps(200).withBurnIn(0).withProgress(false);
    GaussianVi settings = GaussianVi.defaults();
    double[] expected = ChainRun.begin(settings.on(whole), run, Seed.of(1)).position(0, 199);
    double[] found =
        ChainRun.begin(settings.withTemperature(1.0 / rows).on(average), run, Seed.of(1))
            .position(0, 199);
    assertThat(found).containsExactly(expected, within(1e-4)); // Adam's ε is not scaled
  }

  private static Landing landing(LogPosterior density, Belief q, NDArray x, NDArray temperature) {
    return Landing.of(density, StepData.all(), q.mean(), q.spread(), x, temperature);
  }

  @Test
  void theBoundIsZeroAtANormalisedTargetAndAboveElsewhere() {
    GaussianVi settings = GaussianVi.defaults().withDense();
    Belief target = settings.belief(flat(), state(settings, flat()).arrays());
    LogPosterior density = equalTo(target);
    for (int draws : new int[] {1, 50}) {
      NDArray zero = GaussianVi.nelbo(density, StepData.all(), target, 1, draws, Key.of(2));
      assertThat(values(zero)[0]).isCloseTo(0, within(1e-12));
    }
    Belief other = Belief.of(SHAPES, target.mean(), Spread.diagonal(BorchArray.of(0, 0, 0, 0, 0)));
    NDArray above = GaussianVi.nelbo(density, StepData.all(), other, 1, 1_000, Key.of(2));
    assertThat(values(above)[0]).isGreaterThan(0.1);
  }

  /** A gamma posterior that knows its support, and a normal one. */
  private static Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, in) -> {
              NDArray rate = m.rv("rate", gamma(20, 10));
              NDArray level = m.rv("level", normal(0, 1));
              return m.plate("row").rv("y", normal(level.add(in), rate));
            });
    return module.on(BorchArray.of(0.1, 0.2, 0.3)).observe("y", BorchArray.of(1.1, 2.2, 0.3));
  }

  @Test
  void aRunsDrawsAreThoseOfQInTheVariablesOwnCoordinates() {
    GaussianVi settings =
        GaussianVi.defaults()
            .withDense()
            .withDraws(4)
            .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.05, 0, 1_000)));
    Run run = Run.defaults().withChains(1).withSteps(9_000).withBurnIn(1_000);
    JointDensity density = JointDensity.of(model(), Seed.of(1));
    StepAlgorithm algorithm = settings.on(density);
    UnconstrainedDraws chain = ChainRun.begin(algorithm, run.withProgress(false), Seed.of(6));
    Draws draws = Draws.of(density, chain);
    Belief q = settings.belief(density, algorithm.state(chain.states().get(0)).arrays());
    Draws own = q.draws(density, 8_000, Key.of(1));
    assertThat(own.names()).isEqualTo(draws.names()).contains("rate", "level");
    for (String name : new String[] {"rate", "level"}) {
      double mean = Arrays.stream(own.values(name)).average().orElseThrow();
      double sd = deviation(own.values(name), mean);
      double[] found = draws.values(name);
      assertThat(Arrays.stream(found).average().orElseThrow())
          .isCloseTo(mean, within(6 * sd / Math.sqrt(8_000)));
      assertThat(deviation(found, mean)).isCloseTo(sd, within(0.05 * sd));
    }
    assertThat(
            Infer.run(model(), settings::on, run.withSteps(1_010).withProgress(false), Seed.of(6))
                .stats()
                .names())
        .contains(GaussianVi.NELBO, Info.GRADIENT_NORM);
  }

  private static double deviation(double[] values, double around) {
    double square = Arrays.stream(values).map(x -> (x - around) * (x - around)).sum();
    return Math.sqrt(square / values.length);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    GaussianVi vi = GaussianVi.defaults();
    requireRefused(() -> vi.withLowRank(0), "rank = 0");
    requireRefused(() -> vi.withLowRank(-1), "rank = -1");
    requireRefused(() -> vi.withDraws(0), "draws = 0");
    requireRefused(() -> vi.withScale(0), "scale = 0.0");
    requireRefused(() -> vi.withScale(Double.POSITIVE_INFINITY), "scale = Infinity");
    requireRefused(
        () ->
            vi.withOptimizer(new DjlOptimizer(ai.djl.training.optimizer.Optimizer.adam().build())),
        "keeps its moments to itself");
    assertThat(vi.withLowRank(3).withDiagonal()).isEqualTo(vi);
  }

  private static void requireRefused(Runnable setting, String message) {
    assertThatThrownBy(setting::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
