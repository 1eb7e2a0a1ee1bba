package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.density.StepData;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.sgmcmc.Baoa;
import org.borch.infer.sgmcmc.Baoab;
import org.borch.infer.sgmcmc.Obabo;
import org.borch.infer.sgmcmc.PreconditionedBaoa;
import org.borch.infer.sgmcmc.PreconditionedSgld;
import org.borch.infer.sgmcmc.Sghmc;
import org.borch.infer.sgmcmc.Sgld;
import org.borch.infer.sgmcmc.Sgnht;
import org.borch.infer.vi.GaussianVi;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm of array operations on known targets: a row each. */
class ConformanceTest {

  private static final RegressionTarget REGRESSION = new RegressionTarget();
  private static final Seed SEED = Seed.of(8);

  @TempDir private Path directory;

  private static final Underdampeds LONG = new Underdampeds(0.5, 1);
  private static final Underdampeds SHORT = new Underdampeds(0.1, 1);
  private static final int FEW = 12_000;
  private static final int MORE = 36_000;

  static Stream<Contract> algorithms() {
    return Stream.concat(
        Stream.of(
            new Contract(
                "SGLD",
                (density, stepSize, temperature) ->
                    Sgld.defaults().withStepSize(stepSize).withTemperature(temperature).on(density),
                0.2,
                60_000,
                Langevin::covariance)),
        withMomentaOrScales());
  }

  private static Stream<Contract> withMomentaOrScales() {
    double unit = LONG.rowStepSize();
    return Stream.of(
        new Contract("SGHMC", SHORT.of(Sghmc.defaults()), SHORT.rowStepSize(), MORE, SHORT.euler()),
        new Contract(
            "SGNHT",
            SHORT.of(Sgnht.defaults()),
            SHORT.rowStepSize(),
            MORE,
            SHORT.noseHoover(),
            0.03), // of a thermostat that wavers, with two coordinates by as much as it is large
        new Contract("BAOA", LONG.of(Baoa.defaults()), unit, FEW, LONG.baoa()),
        new Contract("BAOAB", LONG.of(Baoab.defaults()), unit, FEW, LONG.baoa()),
        new Contract("OBABO", LONG.of(Obabo.defaults()), unit, FEW, LONG.obabo()),
        new Contract(
            "preconditioned SGLD",
            (density, h, temperature) ->
                PreconditionedSgld.defaults()
                    .withStepSize(Math.sqrt(0.3 * h))
                    .withPreconditioner(Preconditioned.settings(h, 0.3))
                    .withTemperature(temperature)
                    .on(density),
            0.3,
            MORE,
            Preconditioned.of(Langevin::covariance, 0.3),
            0.02),
        new Contract(
            "preconditioned BAOA",
            (density, h, temperature) ->
                LONG.of(
                        PreconditionedBaoa.defaults()
                            .withPreconditioner(Preconditioned.settings(h, unit)))
                    .on(density, Math.sqrt(unit * h), temperature),
            unit,
            FEW,
            Preconditioned.of(LONG.baoa(), unit),
            0.02));
  }

  /** Algorithms that learn in the steps that are not kept, and draw from what they have learned. */
  static Stream<Contract> learners() {
    return Stream.of(
        gaussian("VI, diagonal", GaussianVi.defaults()),
        gaussian("VI, dense", GaussianVi.defaults().withDense()),
        gaussian("VI, low rank", GaussianVi.defaults().withLowRank(1)));
  }

  private static Contract gaussian(String name, GaussianVi settings) {
    boolean isDiagonal = settings.form() == GaussianVi.Form.DIAGONAL;
    return new Contract(
        name,
        (density, stepSize, temperature) -> {
          Adam adam = Adam.defaults().withBetas(0.9, 0.9);
          Schedule rate = Schedule.exponential(Math.max(stepSize, 0.1), 0.5, 250);
          return settings
              .withOptimizer(adam.withLearningRate(rate))
              .withTemperature(temperature)
              .on(density);
        },
        0.2,
        25_000,
        (precision, gradientNoise, stepSize, temperature) ->
            NormalTarget.nearest(precision, isDiagonal, temperature));
  }

  /** Algorithms that end in a point whatever the temperature. */
  static Stream<Contract> optimisers() {
    return Stream.of(
        new Contract(
            "Ascent",
            (density, stepSize, temperature) ->
                Ascent.defaults()
                    .withOptimizer(
                        Adam.defaults().withLearningRate(Schedule.cosine(stepSize, 0, 5_000)))
                    .on(density),
            0.2,
            5_000,
            (precision, gradientNoise, stepSize, temperature) -> new double[0][]));
  }

  static Stream<Contract> drawing() {
    return Stream.concat(algorithms(), learners());
  }

  static Stream<Contract> points() {
    return Stream.concat(algorithms(), optimisers());
  }

  static Stream<Contract> all() {
    return Stream.concat(drawing(), optimisers());
  }

  @ParameterizedTest
  @MethodSource("drawing")
  void momentsOfNormalsAreTheStatedOnes(Contract row) {
    Conformance.findsNormals(row, NormalTarget.of2(), 1);
    Conformance.findsNormals(row, NormalTarget.of10(), 1);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("algorithms")
  void momentsOfFiftyNormalsAreTheStatedOnes(Contract row) {
    Conformance.findsNormals(row, NormalTarget.of50(), 1);
  }

  @ParameterizedTest
  @MethodSource("drawing")
  void theTemperatureScalesTheCovariance(Contract row) {
    Conformance.findsNormals(row, NormalTarget.of2(), 2.5);
    Conformance.findsNormals(row, NormalTarget.of2(), 0.1);
  }

  @ParameterizedTest
  @MethodSource("points")
  void withoutTemperatureItReachesTheOptimum(Contract row) {
    Conformance.reachesTheOptimum(row, NormalTarget.of10(), 1e-6);
  }

  /** Not in finite time: the gradient of a scale shrinks like its square. */
  @ParameterizedTest
  @MethodSource("learners")
  void withoutTemperatureWhatIsLearnedShrinksToTheOptimum(Contract row) {
    Conformance.reachesTheOptimum(row, NormalTarget.of10(), 1e-2);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aRegressionInMinibatchesHasTheMomentsOfTheClosedForm(Contract row) {
    Conformance.findsTheRegression(row, REGRESSION.density(), REGRESSION);
  }

  /** Minibatches move what is learned as long as the learning rate is not 0. */
  @ParameterizedTest
  @MethodSource("learners")
  void aRegressionInMinibatchesIsLearnedToATenthOfADeviation(Contract row) {
    UnconstrainedDraws draws = Conformance.run(onRegression(row, BackEnd.JVM), row);
    double[][] expected = row.variance().covariance(REGRESSION.precision(), new double[2][2], 0, 1);
    for (int i = 0; i < 2; i++) {
      Diagnosis found = Diagnosis.of(draws.coordinate(i));
      double sd = Math.sqrt(expected[i][i]);
      assertThat(found.mean()).isCloseTo(REGRESSION.means()[i], within(0.1 * sd));
      assertThat(found.sd()).isCloseTo(sd, within(0.1 * sd));
    }
  }

  private static StepAlgorithm onRegression(Contract row, BackEnd backEnd) {
    LogPosterior density = REGRESSION.density().withBackEnd(backEnd);
    return row.algorithm().on(density, row.stepSize() / 1_000, 1);
  }

  private static Run run() {
    return Run.defaults().withSteps(130).withBurnIn(30).withThinning(3).withProgress(false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void allBackEndsMakeTheSameSteps(Contract row) {
    UnconstrainedDraws eager = ChainRun.begin(onRegression(row, BackEnd.EAGER), run(), SEED);
    for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
      UnconstrainedDraws draws = ChainRun.begin(onRegression(row, backEnd), run(), SEED);
      assertThat(draws.columns()).isEqualTo(eager.columns());
      for (int chain = 0; chain < draws.chains(); chain++) {
        for (int draw = 0; draw < draws.draws(); draw++) {
          assertThat(draws.position(chain, draw))
              .containsExactly(eager.position(chain, draw), within(1e-9));
          requireClose(draws.info(chain, draw).values(), eager.info(chain, draw).values(), 1e-7);
        }
      }
    }
  }

  private static void requireClose(double[] actual, double[] expected, double relative) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(relative * Math.max(1, largest)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRunThatIsSavedAndGoesOnHasTheBitsOfOneThatDoesNot(Contract row) {
    for (BackEnd backEnd : BackEnd.values()) {
      Path file = directory.resolve(backEnd + ".json");
      UnconstrainedDraws whole = ChainRun.begin(onRegression(row, backEnd), run(), SEED);
      AtomicInteger asked = new AtomicInteger();
      Run part = run().withCheckpoint(file, 40).withStop(() -> asked.incrementAndGet() > 6);
      UnconstrainedDraws interrupted = ChainRun.begin(onRegression(row, backEnd), part, SEED);
      assertThat(interrupted.draws()).isBetween(1, whole.draws() - 1);
      UnconstrainedDraws resumed =
          ChainRun.resume(onRegression(row, backEnd), run(), SavedChains.load(file));
      assertThat(resumed.positions()).isDeepEqualTo(whole.positions());
      for (int chain = 0; chain < 4; chain++) {
        assertThat(resumed.infos(chain)).isEqualTo(whole.infos(chain));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aChainHasTheBitsOfItsOwnWhateverElseRuns(Contract row) {
    for (BackEnd backEnd : BackEnd.values()) {
      UnconstrainedDraws four =
          ChainRun.begin(onRegression(row, backEnd), run().withThreads(3), SEED);
      UnconstrainedDraws one =
          ChainRun.begin(onRegression(row, backEnd), run().withChains(1), SEED);
      assertThat(one.positions()[0]).isDeepEqualTo(four.positions()[0]);
      assertThat(four.positions()[1]).isNotEqualTo(four.positions()[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void statesAreValuesWhateverComesAfterThem(Contract row) {
    StepAlgorithm algorithm = row.algorithm().on(NormalTarget.of2().density(), 0.2, 1);
    NDArray start = BorchArray.of(0.5, -1);
    FlatState first = algorithm.init(start, Key.of(1));
    FlatState state = first;
    for (int step = 0; step < 10; step++) {
      state = algorithm.update(state, StepData.all(), Key.of(step)).state();
    }
    assertThat(state.step().value()).isEqualTo(10);
    FlatState fresh = algorithm.init(BorchArray.of(0.5, -1), Key.of(1));
    assertThat(first.step().value()).isZero();
    assertThat(fresh.step().value()).isZero();
    for (String name : first.arrays().keySet()) {
      assertThat(BorchArray.wrap(fresh.array(name)).values())
          .as(name)
          .containsExactly(BorchArray.wrap(first.array(name)).values());
    }
    assertThat(BorchArray.wrap(start).values()).containsExactly(0.5, -1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aBeginningWithoutAKeyIsWholeOrAnErrorThatSaysWhatToCall(Contract row) {
    for (StepAlgorithm algorithm :
        List.of(
            row.algorithm().on(REGRESSION.density(), 2e-4, 1),
            Averaged.from(0).of(row.algorithm().on(REGRESSION.density(), 2e-4, 1)))) {
      NDArray start = BorchArray.of(0.5, -1);
      if (algorithm.drawsItsBeginning()) {
        assertThatThrownBy(() -> algorithm.init(start))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(algorithm.name() + ": init(position)")
            .hasMessageContaining("use init(position, key)");
      } else {
        FlatState state = algorithm.init(start);
        FlatState other = algorithm.init(start, Key.of(9));
        assertThat(state.specs()).isEqualTo(algorithm.shapes().specs());
        for (String name : algorithm.shapes().arrays().keySet()) {
          assertThat(BorchArray.wrap(state.array(name)).values())
              .as(name)
              .containsExactly(BorchArray.wrap(other.array(name)).values());
        }
        assertThat(algorithm.update(state, algorithm.data(Key.of(3)), Key.of(4)).state().arrays())
            .containsOnlyKeys(state.arrays().keySet());
      }
    }
  }

  /** A normal with a hole that gradients do not see. */
  private static LogPosterior broken() {
    return LogPosterior.of(
        Map.of("x", new Shape(2)),
        DataType.FLOAT64,
        at -> {
          NDArray x = at.get("x");
          NDArray hole = ArrayMath.sqrt(x.get(0).add(1.5)).mul(0);
          return x.square().sum().mul(-0.5).add(hole);
        });
  }

  @ParameterizedTest
  @MethodSource("drawing")
  void aStepThatIsNotFiniteIsAnErrorThatSaysWhere(Contract row) {
    for (BackEnd backEnd : BackEnd.values()) {
      StepAlgorithm algorithm = row.algorithm().on(broken().withBackEnd(backEnd), 0.2, 1);
      assertThatThrownBy(() -> ChainRun.begin(algorithm, run().withSteps(2_000), SEED))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("step ")
          .hasMessageContaining("NaN");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void printingItShowsItsSettings(Contract row) {
    StepAlgorithm algorithm = row.algorithm().on(NormalTarget.of2().density(), 0.25, 1);
    assertThat(algorithm.toString()).contains(algorithm.settings() + " on 2 coordinates");
  }
}
