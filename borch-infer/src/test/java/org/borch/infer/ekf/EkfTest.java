package org.borch.infer.ekf;

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
import java.util.stream.IntStream;
import org.borch.Batch;
import org.borch.infer.density.Observations;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Run;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.StepNumber;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EkfTest {

  private static final LinearRows LINE = new LinearRows();
  private static final List<Integer> ALL = IntStream.range(0, LinearRows.N).boxed().toList();
  private static final Ekf GAUSS_NEWTON = Ekf.defaults().withCurvature(Ekf.Curvature.GAUSS_NEWTON);
  private static final Ekf KALMAN = GAUSS_NEWTON.withDense(true);

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static EkfSteps on(Ekf settings) {
    return settings.on(LINE.observations(DataType.FLOAT64));
  }

  private static FlatState start(EkfSteps filter) {
    return filter.init(filter.start(Key.of(0)));
  }

  /** The product of a covariance and a precision matrix is the identity, and the mean fits. */
  private static void requirePosterior(
      Belief belief, double[][] precision, double[] pull, double tolerance) {
    NDArray product =
        belief
            .covariance()
            .matMul(BorchArray.of(precision).toType(belief.mean().getDataType(), false));
    double[] unit = values(LinearAlgebra.identity(3, DataType.FLOAT64));
    assertThat(values(product)).containsExactly(unit, within(tolerance));
    NDArray right =
        BorchArray.of(precision)
            .matMul(belief.mean().toType(DataType.FLOAT64, false).reshape(3, 1));
    assertThat(values(right)).containsExactly(pull, within(20 * tolerance));
  }

  @Test
  void oneUpdateOfALinearNormalBatchIsTheExactPosterior() {
    EkfSteps filter = on(KALMAN);
    FlatState state = filter.update(start(filter), LINE.all(), Key.of(0)).state();
    requirePosterior(filter.belief(state), LINE.precision(1, ALL), LINE.pull(1, ALL), 1e-12);
    assertThat(state.step().value()).isEqualTo(1);
  }

  @Test
  void batchesOneAfterTheOtherAreTheBatchOfAll() {
    EkfSteps filter = on(KALMAN);
    FlatState state = start(filter);
    for (int row = 0; row < LinearRows.N; row += 2) {
      StepData pair = LINE.data(DataType.FLOAT64, row, row + 1);
      state = filter.update(state, pair, Key.of(0)).state();
    }
    requirePosterior(filter.belief(state), LINE.precision(1, ALL), LINE.pull(1, ALL), 1e-11);
  }

  @Test
  void itWorksInFloat32() {
    EkfSteps filter = KALMAN.on(LINE.observations(DataType.FLOAT32));
    StepData data = LINE.data(DataType.FLOAT32, 0, 1, 2, 3, 4, 5, 6, 7);
    FlatState state = filter.update(start(filter), data, Key.of(0)).state();
    requirePosterior(filter.belief(state), LINE.precision(1, ALL), LINE.pull(1, ALL), 2e-5);
  }

  @Test
  void aPowerOfTheLikelihoodIsATemperatureAndAPriorIsABelief() {
    EkfSteps filter = on(KALMAN.withLearningRate(1 / 2.5));
    FlatState prior = filter.init(filter.belief(start(filter)));
    FlatState state = filter.update(prior, LINE.all(), Key.of(0)).state();
    requirePosterior(filter.belief(state), LINE.precision(0.4, ALL), LINE.pull(0.4, ALL), 1e-12);
  }

  @Test
  void theMeanOverABatchIsTheSumWithADividedPower() {
    EkfSteps sum = on(KALMAN);
    EkfSteps mean = on(KALMAN.withRows(Ekf.Rows.MEAN).withLearningRate(LinearRows.N));
    EkfSteps one = on(KALMAN.withRows(Ekf.Rows.MEAN));
    FlatState expected = sum.correct(start(sum), LINE.all()).state();
    FlatState found = mean.correct(start(mean), LINE.all()).state();
    assertThat(values(found.array("covariance")))
        .containsExactly(values(expected.array("covariance")), within(1e-12));
    FlatState less = one.correct(start(one), LINE.all()).state();
    requirePosterior(
        one.belief(less),
        LINE.precision(1.0 / LinearRows.N, ALL),
        LINE.pull(1.0 / LinearRows.N, ALL),
        1e-12);
  }

  @Test
  void theDiagonalHasThePrecisionsOfTheDiagonal() {
    EkfSteps filter = on(GAUSS_NEWTON);
    FlatState state = filter.correct(start(filter), LINE.all()).state();
    double[][] precision = LINE.precision(1, ALL);
    double[] variance = values(state.array("variance"));
    double[] mean = values(state.position());
    for (int i = 0; i < LinearRows.D; i++) {
      assertThat(variance[i]).isCloseTo(1 / precision[i][i], within(1e-12));
      assertThat(mean[i]).isCloseTo(LINE.pull(1, ALL)[i] / precision[i][i], within(1e-12));
    }
  }

  /** Two rows along the axes whose squared gradients make variances of 0.973 and 0.930 (PF1). */
  private static Observations<NDArray> axes() {
    return Observations.of(
        Map.of("x", new Shape(2)),
        DataType.FLOAT64,
        key -> axesBatch(),
        (at, batch) -> batch.input().mul(at.get("x")).sum(new int[] {1}));
  }

  private static Batch<NDArray> axesBatch() {
    double a = Math.sqrt(1 / 0.973 - 1);
    double b = Math.sqrt(1 / 0.930 - 1);
    return new Batch<>(
        BorchArray.of(new double[][] {{a, 0}, {0, b}}),
        "row",
        2,
        BorchArray.of(new Shape(2), new long[] {0, 1}),
        Map.of());
  }

  @Test
  void theFisherInformationShrinksTheBelief() {
    StepData data = StepData.of(axesBatch());
    for (boolean dense : new boolean[] {false, true}) {
      EkfSteps filter = Ekf.defaults().withDense(dense).on(axes());
      FlatState state = filter.update(start(filter), data, Key.of(0)).state();
      assertThat(values(filter.belief(state).spread().variance()))
          .containsExactly(new double[] {0.973, 0.930}, within(1e-12));
      double[] slopes = {Math.sqrt(1 / 0.973 - 1), Math.sqrt(1 / 0.930 - 1)};
      assertThat(values(state.position()))
          .containsExactly(new double[] {0.973 * slopes[0], 0.930 * slopes[1]}, within(1e-12));
    }
  }

  /** An update under some drift and power. */
  private interface Filter {
    FlatState update(FlatState state, StepData data);
  }

  private static final double DRIFT = 0.5;
  private static final double POWER = 0.8;

  /** Two updates are those of the definition, by the gradient of each row. */
  private static void requireFisher(Filter filter) {
    FlatState state =
        new FlatState(
            Map.of("position", BorchArray.of(0.3, -0.2, 1), "variance", BorchArray.of(1, 2, 0.5)),
            StepNumber.of(0));
    for (int update = 0; update < 2; update++) {
      double[] mean = values(state.position());
      double[] variance = values(state.array("variance"));
      double[] slope = new double[LinearRows.D];
      double[] fisher = new double[LinearRows.D];
      for (int row : ALL) {
        double[] g = LINE.gradient(row, mean);
        for (int i = 0; i < LinearRows.D; i++) {
          slope[i] += g[i];
          fisher[i] += g[i] * g[i];
        }
      }
      for (int i = 0; i < LinearRows.D; i++) {
        variance[i] = 1 / (1 / (variance[i] + DRIFT * DRIFT) + POWER * fisher[i]);
        mean[i] += POWER * variance[i] * slope[i];
      }
      state = filter.update(state, LINE.all());
      assertThat(values(state.array("variance"))).containsExactly(variance, within(1e-12));
      assertThat(values(state.position())).containsExactly(mean, within(1e-12));
    }
  }

  @Test
  void theFisherInformationIsTheSumOfSquaredGradientsOfRows() {
    EkfSteps filter = Ekf.defaults().withDrift(DRIFT).withLearningRate(POWER).on(LINE.bare());
    requireFisher((state, data) -> filter.update(state, data, Key.of(0)).state());
  }

  @ParameterizedTest
  @EnumSource(PlantedEkf.class)
  void mistakesInAFilterAreFound(PlantedEkf planted) {
    Filter filter = (state, data) -> planted.update(state, LINE.bare(), DRIFT, POWER, data);
    if (planted == PlantedEkf.NONE) {
      requireFisher(filter);
    } else {
      assertThatThrownBy(() -> requireFisher(filter)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void theDenseFisherInformationIsTheSumOfOuterProducts() {
    double[] at = {0.3, -0.2, 1};
    double[][] precision = LINE.precision(0, List.of());
    for (int row : ALL) {
      double[] g = LINE.gradient(row, at);
      for (int i = 0; i < LinearRows.D; i++) {
        for (int j = 0; j < LinearRows.D; j++) {
          precision[i][j] += g[i] * g[j];
        }
      }
    }
    EkfSteps dense = Ekf.defaults().withDense(true).on(LINE.bare());
    FlatState state = dense.correct(dense.init(BorchArray.of(at)), LINE.all()).state();
    NDArray product = state.array("covariance").matMul(BorchArray.of(precision));
    double[] unit = values(LinearAlgebra.identity(3, DataType.FLOAT64));
    assertThat(values(product)).containsExactly(unit, within(1e-11));
  }

  /** Classes by a softmax of linear outputs, for which Gauss-Newton is the Hessian. */
  @Test
  void gaussNewtonOfSeveralOutputsIsTheHessianWhereTheyAreLinear() {
    Observations<NDArray> classes =
        Observations.of(
            Map.of("w", new Shape(3, 3)),
            DataType.FLOAT64,
            key -> classBatch(),
            (at, rows) -> rows.input().matMul(at.get("w")),
            (logits, rows) -> {
              NDArray own = logits.mul(rows.observed().get("class")).sum(new int[] {1});
              return own.sub(ArrayMath.logSumExp(logits, -1));
            });
    StepData data = StepData.of(classBatch());
    NDArray at = BorchArray.of(0.1, 0.5, -0.3, 0.2, 0.9, 0, -1, 0.4, 0.3);
    NDArray hessian = Autodiff.hessian(p -> classes.rows(p, data).sum().neg()).apply(at);
    Evidence evidence = Evidence.of(KALMAN, classes, at, data);
    assertThat(values(evidence.curvature())).containsExactly(values(hessian), within(1e-12));
    NDArray slope = Autodiff.grad(p -> classes.rows(p, data).sum()).apply(at);
    assertThat(values(evidence.gradient())).containsExactly(values(slope), within(1e-12));
    Evidence diagonal = Evidence.of(GAUSS_NEWTON, classes, at, data);
    assertThat(values(diagonal.curvature()))
        .containsExactly(values(LinearAlgebra.diagonal(hessian)), within(1e-12));
  }

  private static Batch<NDArray> classBatch() {
    return new Batch<>(
        BorchArray.of(new double[][] {{1, 0.5, -1}, {0.2, 2, 1}, {-1, 0, 0.7}, {0, 1, 1}}),
        "row",
        4,
        BorchArray.of(new Shape(4), new long[] {0, 1, 2, 3}),
        Map.of(
            "class", BorchArray.of(new double[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}})));
  }

  // ---- time

  @Test
  void driftAddsToTheCovarianceBeforeAnUpdate() {
    Schedule drift = step -> step == 0 ? 0.5 : 2;
    for (Ekf settings : new Ekf[] {KALMAN, GAUSS_NEWTON}) {
      EkfSteps still = on(settings);
      EkfSteps moving = on(settings.withDrift(drift));
      FlatState first = moving.update(start(moving), LINE.all(), Key.of(0)).state();
      FlatState same =
          still.correct(still.predict(start(still), BorchArray.of(0.25)), LINE.all()).state();
      assertThat(values(first.position())).containsExactly(values(same.position()));
      Belief later = moving.belief(moving.predict(first));
      double[] before = values(moving.belief(first).spread().variance());
      assertThat(values(later.spread().variance()))
          .containsExactly(Arrays.stream(before).map(v -> v + 4).toArray(), within(1e-12));
      assertThat(values(later.mean())).containsExactly(values(first.position()));
    }
  }

  @Test
  void noiseMayBeOfEachParameterOrACovariance() {
    EkfSteps diagonal = on(GAUSS_NEWTON);
    assertThat(values(diagonal.predict(start(diagonal), BorchArray.of(1, 2, 3)).array("variance")))
        .containsExactly(2, 3, 4);
    EkfSteps dense = on(KALMAN);
    NDArray noise = BorchArray.of(new double[][] {{1, 0.5, 0}, {0.5, 1, 0}, {0, 0, 0}});
    assertThat(values(dense.predict(start(dense), noise).array("covariance")))
        .containsExactly(2, 0.5, 0, 0.5, 2, 0, 0, 0, 1);
    assertThat(values(dense.predict(start(dense), BorchArray.of(1, 2, 3)).array("covariance")))
        .containsExactly(2, 0, 0, 0, 3, 0, 0, 0, 4);
  }

  // ---- missing rows

  @Test
  void rowsThatWereNotSeenSayNothingWhateverTheirValues() {
    double[] kept = LINE.y.clone();
    try {
      LINE.y[2] = Double.NaN;
      LINE.y[5] = Double.NaN;
      Observations<NDArray> some =
          LINE.observations(DataType.FLOAT64)
              .withSeen(rows -> rows.observed().get("y").eq(rows.observed().get("y")));
      List<Integer> seen = List.of(0, 1, 3, 4, 6, 7);
      for (Ekf.Curvature curvature : Ekf.Curvature.values()) {
        EkfSteps filter = KALMAN.withCurvature(curvature).on(some);
        FlatState state = filter.correct(start(filter), LINE.all()).state();
        FlatState expected =
            filter.correct(start(filter), LINE.data(DataType.FLOAT64, 0, 1, 3, 4, 6, 7)).state();
        assertThat(values(state.position()))
            .containsExactly(values(expected.position()), within(1e-12));
      }
      EkfSteps filter = KALMAN.on(some);
      FlatState state = filter.correct(start(filter), LINE.all()).state();
      requirePosterior(filter.belief(state), LINE.precision(1, seen), LINE.pull(1, seen), 1e-12);
      FlatState none =
          on(KALMAN.withRows(Ekf.Rows.MEAN)).correct(start(filter), LINE.all()).state();
      assertThat(values(none.position())).contains(Double.NaN);
      EkfSteps mean = KALMAN.withRows(Ekf.Rows.MEAN).on(some);
      FlatState same = mean.correct(start(mean), LINE.data(DataType.FLOAT64, 2, 5)).state();
      assertThat(values(same.position())).containsExactly(0, 0, 0);
    } finally {
      System.arraycopy(kept, 0, LINE.y, 0, kept.length);
    }
  }

  // ---- runs

  @Test
  void allBackEndsMakeTheSameSteps() {
    Run run = Run.defaults().withChains(2).withSteps(60).withBurnIn(0).withProgress(false);
    for (Ekf settings :
        new Ekf[] {
          KALMAN.withDrift(0.1), GAUSS_NEWTON, Ekf.defaults(), Ekf.defaults().withDense(true)
        }) {
      Observations<NDArray> line = LINE.observations(DataType.FLOAT64);
      UnconstrainedDraws eager =
          ChainRun.begin(settings.on(line.withBackEnd(BackEnd.EAGER)), run, Seed.of(1));
      for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
        UnconstrainedDraws draws =
            ChainRun.begin(settings.on(line.withBackEnd(backEnd)), run, Seed.of(1));
        assertThat(draws.columns()).isEqualTo(eager.columns());
        for (int draw = 0; draw < draws.draws(); draw++) {
          assertThat(draws.position(1, draw))
              .containsExactly(eager.position(1, draw), within(1e-10));
        }
      }
    }
  }

  @Test
  void aRunThatIsSavedAndGoesOnHasTheBitsOfOneThatDoesNot(@TempDir Path directory) {
    Run run = Run.defaults().withChains(2).withSteps(160).withBurnIn(0).withProgress(false);
    for (Ekf settings : new Ekf[] {KALMAN.withDrift(0.1), Ekf.defaults()}) {
      EkfSteps filter = on(settings);
      Path file = directory.resolve(settings.dense() + ".run");
      UnconstrainedDraws whole = ChainRun.begin(filter, run, Seed.of(1));
      ChainRun.begin(filter, run.withSteps(70).withCheckpoint(file, 50), Seed.of(1));
      UnconstrainedDraws resumed = ChainRun.resume(on(settings), run, SavedChains.load(file));
      assertThat(resumed.positions()).isDeepEqualTo(whole.positions());
    }
  }

  @Test
  void stepsThatAreNotFiniteSaySo() {
    EkfSteps filter = on(KALMAN.withLearningRate(step -> -1e9));
    Run run = Run.defaults().withProgress(false);
    assertThatThrownBy(() -> ChainRun.begin(filter, run, Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("of Ekf");
  }

  @Test
  void samplesOfItsBeliefHaveTheParametersShapes() {
    for (Ekf settings : new Ekf[] {KALMAN, GAUSS_NEWTON}) {
      EkfSteps filter = on(settings);
      Belief belief = filter.belief(start(filter));
      for (Shape shape : new Shape[] {new Shape(), new Shape(5), new Shape(5, 4)}) {
        Map<String, NDArray> draw = belief.sample(Key.of(1), shape);
        assertThat(draw.get("slope").getShape()).isEqualTo(shape.add(1).add(2));
        assertThat(draw.get("level").getShape()).isEqualTo(shape);
      }
    }
  }

  // ---- refusals

  @Test
  void whatMakesNoSenseIsRefused() {
    requireRefused(() -> Ekf.defaults().withScale(-1), "scale = -1.0");
    requireRefused(() -> KALMAN.on(LINE.bare()), "GAUSS_NEWTON");
    assertThatThrownBy(() -> on(KALMAN).correct(start(on(KALMAN)), StepData.all()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a step without rows");
  }

  private static void requireRefused(Runnable setting, String message) {
    assertThatThrownBy(setting::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void asADensityAllDataCount() {
    Observations<NDArray> line = LINE.observations(DataType.FLOAT64);
    NDArray at = BorchArray.of(0.1, 0.2, 0.3);
    double pair = values(line.value(at, LINE.data(DataType.FLOAT64, 1, 2)))[0];
    double sum = Arrays.stream(values(line.rows(at, LINE.data(DataType.FLOAT64, 1, 2)))).sum();
    assertThat(pair).isCloseTo(sum * LinearRows.N / 2, within(1e-12));
    assertThat(line.rows()).isEqualTo(LinearRows.N);
    assertThat(line.fault(at, LINE.all())).startsWith("the log likelihood is -");
    assertThat(line.data(Key.of(1)).toString()).isEqualTo("2 of 8 rows");
  }
}
