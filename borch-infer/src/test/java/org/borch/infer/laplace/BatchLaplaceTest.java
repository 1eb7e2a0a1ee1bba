package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.infer.laplace.LinearNet.ALL;
import static org.borch.infer.laplace.LinearNet.BIASES;
import static org.borch.infer.laplace.LinearNet.D;
import static org.borch.infer.laplace.LinearNet.NOISE;
import static org.borch.infer.laplace.LinearNet.WEIGHTS;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.borch.Module;
import org.borch.infer.density.PartLikelihood;
import org.borch.infer.density.RowLikelihood;
import org.borch.infer.density.StepData;
import org.borch.infer.gaussian.Belief;
import org.borch.infer.gaussian.Spread;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.FlatState;
import org.borch.infer.run.Run;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchLaplaceTest {

  private static final LinearNet NET = new LinearNet();
  private static final double[] PRIORS = LinearNet.priors(WEIGHTS, BIASES);
  private static final NDArray AT = LinearNet.some(3);
  private static final BatchLaplace DIAGONAL =
      BatchLaplace.defaults().withCurvature(BatchLaplace.Curvature.GAUSS_NEWTON);
  private static final BatchLaplace DENSE = DIAGONAL.withDense();
  private static final List<List<Integer>> THIRDS =
      List.of(ALL.subList(0, 4), ALL.subList(4, 8), ALL.subList(8, 12));

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** After some batches. */
  private static LaplacePosterior after(BatchLaplaceSteps steps, List<List<Integer>> batches) {
    FlatState state = steps.init();
    for (int i = 0; i < batches.size(); i++) {
      state = steps.update(state, NET.data(batches.get(i)), Key.of(i)).state();
    }
    return steps.posterior(state);
  }

  private static LaplacePosterior after(BatchLaplace settings, List<List<Integer>> batches) {
    return after(settings.on(NET.density(), AT), batches);
  }

  /** The product of a covariance and a precision matrix is the identity. */
  private static void requirePrecision(Spread spread, double[][] precision, double tolerance) {
    NDArray product = spread.covariance().matMul(BorchArray.of(precision));
    double[] unit = values(LinearAlgebra.identity(precision.length, DataType.FLOAT64));
    assertThat(values(product)).containsExactly(unit, within(tolerance));
  }

  /** Forms that have the whole matrix of a linear network. */
  static Stream<BatchLaplace> exact() {
    return Stream.of(
        DENSE,
        BatchLaplace.defaults().withDense().withCurvature(BatchLaplace.Curvature.HESSIAN),
        DIAGONAL.withLowRank(D),
        DIAGONAL.withKronecker());
  }

  @ParameterizedTest
  @MethodSource("exact")
  void ofALinearNormalNetworkItIsThePosteriorsCovariance(BatchLaplace settings) {
    double[][] precision = LinearNet.plus(NET.bend(NOISE, ALL), PRIORS);
    for (List<List<Integer>> batches :
        List.of(List.of(ALL), THIRDS, List.of(ALL, ALL), List.of(ALL, ALL, ALL))) {
      Belief belief = after(settings, batches).belief();
      requirePrecision(belief.spread(), precision, 1e-8);
      assertThat(values(belief.mean())).containsExactly(values(AT));
    }
    double[][] twice = LinearNet.plus(NET.bend(NOISE / Math.sqrt(2), ALL), PRIORS);
    BatchLaplace seen = settings.withRows(BatchLaplace.Rows.SEEN);
    requirePrecision(after(seen, List.of(ALL, ALL)).belief().spread(), twice, 1e-8);
  }

  @ParameterizedTest
  @MethodSource("exact")
  void theTemperatureScalesTheCovariance(BatchLaplace settings) {
    double[] one = values(after(settings, THIRDS).belief().covariance());
    double[] warm = values(after(settings.withTemperature(2.5), THIRDS).belief().covariance());
    double[] expected = Arrays.stream(one).map(x -> 2.5 * x).toArray();
    assertThat(warm).containsExactly(expected, within(1e-9));
  }

  @Test
  void theDiagonalHasThePrecisionsOfTheDiagonal() {
    double[][] precision = LinearNet.plus(NET.bend(NOISE, ALL), PRIORS);
    for (BatchLaplace settings :
        new BatchLaplace[] {DIAGONAL, DIAGONAL.withCurvature(BatchLaplace.Curvature.HESSIAN)}) {
      double[] variances = values(after(settings, THIRDS).belief().spread().variance());
      for (int i = 0; i < D; i++) {
        assertThat(variances[i]).isCloseTo(1 / precision[i][i], within(1e-12));
      }
    }
  }

  /** A low rank below that of the matrix leaves the diagonal of the precision as it is. */
  @Test
  void whatALowRankLeavesOutIsOnTheDiagonal() {
    double[][] precision = LinearNet.plus(NET.bend(NOISE, ALL), PRIORS);
    Spread spread = after(DIAGONAL.withLowRank(2), THIRDS).belief().spread();
    NDArray found = spread.precisionTimes(LinearAlgebra.identity(D, DataType.FLOAT64));
    for (int i = 0; i < D; i++) {
      assertThat(values(found)[i * D + i]).isCloseTo(precision[i][i], within(1e-9));
    }
  }

  private static final double WARM = 2.5;

  /** After two thirds of the data, by the definition. */
  private static void requireFisher(Spread spread) {
    double[] expected = PRIORS.clone();
    for (int row : ALL.subList(0, 8)) {
      double[] slope = new double[D];
      for (int o = 0; o < LinearNet.OUT; o++) {
        double[] f = NET.feature(row, o);
        double residual = NET.y[row][o] - Point.dot(f, values(AT));
        for (int i = 0; i < D; i++) {
          slope[i] += f[i] * residual / (NOISE * NOISE);
        }
      }
      for (int i = 0; i < D; i++) {
        expected[i] += slope[i] * slope[i] * LinearNet.N / 8;
      }
    }
    double[] variances = values(spread.variance());
    for (int i = 0; i < D; i++) {
      assertThat(variances[i]).isCloseTo(WARM / expected[i], within(1e-10));
    }
  }

  @Test
  void theEmpiricalFisherOfSomeBatchesStandsForAllDataAndThePriorCountsOnce() {
    BatchLaplace settings = BatchLaplace.defaults().withTemperature(WARM);
    requireFisher(after(settings, THIRDS.subList(0, 2)).belief().spread());
  }

  @ParameterizedTest
  @EnumSource(PlantedLaplace.class)
  void mistakesInAnApproximationAreFound(PlantedLaplace planted) {
    List<StepData> batches = THIRDS.subList(0, 2).stream().map(NET::data).toList();
    Spread spread = planted.spread(NET.density(), AT, batches, WARM);
    if (planted == PlantedLaplace.NONE) {
      requireFisher(spread);
    } else {
      assertThatThrownBy(() -> requireFisher(spread)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void theFisherDrawsItsObservationsInEachUpdate() {
    BatchLaplaceSteps steps =
        BatchLaplace.defaults()
            .withDense()
            .withCurvature(BatchLaplace.Curvature.FISHER)
            .on(NET.density(), AT);
    FlatState state = steps.init();
    int updates = 600;
    for (int i = 0; i < updates; i++) {
      state = steps.update(state, NET.data(ALL), Key.of(2).at(i)).state();
    }
    double[][] bend = NET.bend(NOISE, ALL);
    Spread spread = steps.posterior(state).belief().spread();
    NDArray found = spread.precisionTimes(LinearAlgebra.identity(D, DataType.FLOAT64));
    for (int i = 0; i < D; i++) {
      // Of one squared normal slope a row the variance is 2 f⁴: at most as if all were one row.
      double error = bend[i][i] * Math.sqrt(2.0 / updates);
      assertThat(values(found)[i * D + i] - PRIORS[i]).isCloseTo(bend[i][i], within(4 * error));
    }
    double[] real = values(NET.likelihood().valueAndGradient(AT, NET.data(ALL)).gradient());
    Map<String, NDArray> info = steps.update(state, NET.data(ALL), Key.of(0)).info();
    assertThat(values(info.get("gradient_norm__"))[0])
        .isCloseTo(Math.sqrt(Point.dot(real, real)), within(1e-9));
  }

  @Test
  void aDecayForgetsEarlierBatches() {
    BatchLaplace settings = DENSE.withRows(BatchLaplace.Rows.SEEN).withDecay(0.5);
    double[][] expected = LinearNet.plus(NET.bend(NOISE, THIRDS.get(2)), PRIORS);
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        expected[i][j] +=
            0.5 * NET.bend(NOISE, THIRDS.get(1))[i][j]
                + 0.25 * NET.bend(NOISE, THIRDS.get(0))[i][j];
      }
    }
    requirePrecision(after(settings, THIRDS).belief().spread(), expected, 1e-9);
  }

  // ---- episodes

  @Test
  void aBeliefIsThePriorOfTheNextEpisode() {
    List<Integer> early = ALL.subList(0, 5);
    List<Integer> late = ALL.subList(5, 12);
    for (BatchLaplace settings : new BatchLaplace[] {DIAGONAL, DENSE}) {
      RowLikelihood first = NET.likelihood(5, early).withPrior(LinearNet::logPrior);
      BatchLaplaceSteps steps = settings.on(first, AT);
      FlatState state = steps.update(steps.init(), NET.data(5, early), Key.of(0)).state();
      Belief belief = steps.posterior(state).belief();
      BatchLaplaceSteps next = settings.on(belief.asPriorOf(NET.likelihood(7, late)), AT);
      FlatState end = next.update(next.init(), NET.data(7, late), Key.of(0)).state();
      double[] both = values(after(settings, List.of(ALL)).belief().covariance());
      assertThat(values(next.posterior(end).belief().covariance()))
          .containsExactly(both, within(1e-10));
    }
  }

  @ParameterizedTest
  @MethodSource("exact")
  void anEpisodeGoesOnFromTheCurvatureOfAnotherOne(BatchLaplace settings) {
    BatchLaplace seen = settings.withRows(BatchLaplace.Rows.SEEN);
    BatchLaplaceSteps first = seen.on(NET.density(), AT);
    BatchLaplaceSteps second = seen.on(NET.density(), LinearNet.some(4));
    FlatState state = first.update(first.init(), NET.data(THIRDS.get(0)), Key.of(0)).state();
    FlatState next = second.init(state, 0.3);
    next = second.update(next, NET.data(THIRDS.get(1)), Key.of(0)).state();
    double[][] expected = LinearNet.plus(NET.bend(NOISE, THIRDS.get(1)), PRIORS);
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        expected[i][j] += 0.3 * NET.bend(NOISE, THIRDS.get(0))[i][j];
      }
    }
    Belief belief = second.posterior(next).belief();
    assertThat(values(belief.mean())).containsExactly(values(LinearNet.some(4)));
    // Also of Kronecker factors: those of the outputs differ by a number only.
    requirePrecision(belief.spread(), expected, 1e-8);
    assertThatThrownBy(() -> settings.on(NET.density(), AT).init(state, 0.3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rows = ALL");
    assertThatThrownBy(() -> first.init(state, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kept = 1.5");
  }

  // ---- some parameters

  @Test
  void someParametersAreApproximatedGivenTheOthers() {
    PartLikelihood biases = NET.density().only(name -> name.endsWith("bias"), AT);
    assertThat(values(biases.point())).containsExactly(values(AT.get(":2")));
    BatchLaplaceSteps steps = DENSE.on(biases, biases.point());
    double[][] whole = LinearNet.plus(NET.bend(NOISE, ALL), PRIORS);
    double[][] precision = {{whole[0][0], whole[0][1]}, {whole[1][0], whole[1][1]}};
    requirePrecision(after(steps, THIRDS).belief().spread(), precision, 1e-10);
    PartLikelihood weights = NET.density().only("line.weight"::equals, AT);
    BatchLaplaceSteps kronecker = DIAGONAL.withKronecker().on(weights, weights.point());
    double[][] inner = new double[4][];
    Arrays.setAll(inner, i -> Arrays.copyOfRange(whole[i + 2], 2, 6));
    requirePrecision(after(kronecker, THIRDS).belief().spread(), inner, 1e-9);
    double value = values(NET.density().value(AT, NET.data(ALL)))[0];
    assertThat(values(weights.value(weights.point(), NET.data(ALL)))[0])
        .isCloseTo(value, within(1e-12));
    assertThat(weights.fault(weights.point(), NET.data(ALL))).startsWith("the log density is -");
    assertThat(weights.withBackEnd(BackEnd.JVM).forcedBackEnd()).isEqualTo(BackEnd.JVM);
    assertThatThrownBy(() -> NET.density().only("other"::equals, AT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of the parameters is wanted");
  }

  // ---- models

  /** A model's minibatches and its whole data have the same matrix at the mode. */
  @Test
  void ofAModelItIsTheLaplaceApproximationOfAllData() {
    SplittableRandom random = new SplittableRandom(4);
    double[] x = random.doubles(20, -2, 2).toArray();
    double[] y = Arrays.stream(x).map(each -> 1.5 * each + 0.5 * random.nextGaussian()).toArray();
    Module<NDArray, NDArray> line =
        Module.of(
            (m, in) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray noise = m.rv("noise", halfNormal(1));
              return m.plate("row").rv("y", normal(in.mul(slope), noise));
            });
    JointDensity all =
        JointDensity.of(line.on(BorchArray.of(x)).observe("y", BorchArray.of(y)), Seed.of(1));
    LaplaceFit fit = Laplace.defaults().approximate(all, Seed.of(1));
    JointDensity rows =
        JointDensity.of(
            line.on(
                minibatches(BorchArray.of(x), 20).plate("row").observing("y", BorchArray.of(y))),
            Seed.of(1));
    BatchLaplaceSteps steps =
        BatchLaplace.defaults()
            .withDense()
            .withCurvature(BatchLaplace.Curvature.HESSIAN)
            .on(rows, BorchArray.of(fit.mode().point()));
    FlatState state = steps.update(steps.init(), rows.data(Key.of(0)), Key.of(0)).state();
    LaplacePosterior posterior = steps.posterior(state);
    double[] covariance = Arrays.stream(fit.covariance()).flatMapToDouble(Arrays::stream).toArray();
    assertThat(values(posterior.belief().covariance())).containsExactly(covariance, within(1e-9));
    assertThat(posterior.logEvidence()).isCloseTo(fit.logEvidence(), within(1e-8));
  }

  // ---- runs

  static Stream<BatchLaplace> all() {
    return Stream.concat(exact(), Stream.of(DIAGONAL, BatchLaplace.defaults()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void allBackEndsComeToTheSameStateAlsoSavedAndGoingOn(
      BatchLaplace settings, @TempDir Path directory) {
    Run run = Run.defaults().withChains(1).withSteps(60).withBurnIn(0).withProgress(false);
    double[] first = {};
    for (BackEnd backEnd : BackEnd.values()) {
      RowLikelihood density = NET.density().withBackEnd(backEnd);
      BatchLaplaceSteps steps = settings.on(density, AT);
      UnconstrainedDraws draws = ChainRun.begin(steps, run, Seed.of(1));
      FlatState end = steps.state(draws.states().get(0));
      double[] covariance = values(steps.posterior(end).belief().covariance());
      first = first.length == 0 ? covariance : first;
      assertThat(covariance).containsExactly(first, within(1e-8));
      Path file = directory.resolve(backEnd + ".run");
      ChainRun.begin(steps, run.withSteps(30).withCheckpoint(file, 30), Seed.of(1));
      UnconstrainedDraws resumed =
          ChainRun.resume(settings.on(density, AT), run, SavedChains.load(file));
      assertThat(arrays(steps.state(resumed.states().get(0)))).isDeepEqualTo(arrays(end));
    }
  }

  private static double[][] arrays(FlatState state) {
    return state.arrays().values().stream().map(BatchLaplaceTest::values).toArray(double[][]::new);
  }

  // ---- refusals

  @Test
  void aDensityThatDoesNotBendDownSaysWhere() {
    BatchLaplaceSteps flat = DIAGONAL.on(NET.likelihood(), AT);
    List<Integer> none = List.of(0);
    FlatState state = flat.update(flat.init(), zeros(none), Key.of(0)).state();
    LaplacePosterior posterior = flat.posterior(state);
    assertThatThrownBy(posterior::belief)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("line.weight: variance Infinity");
    assertThat(values(posterior.withNormalPrior(4).belief().spread().variance())[3])
        .isCloseTo(0.25, within(1e-12));
    assertThatThrownBy(() -> flat.posterior(flat.init()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a state without rows");
  }

  /** A row with an input of 0 says nothing of weights. */
  private static StepData zeros(List<Integer> rows) {
    StepData data = NET.data(rows);
    NDArray input = (NDArray) data.batch().orElseThrow().input();
    return data.with(
        data.arrays().stream().map(each -> each == input ? each.zerosLike() : each).toList());
  }

  @Test
  void priorsWithoutKroneckerFactorsAreRefused() {
    LaplacePosterior posterior =
        after(
            DIAGONAL
                .withKronecker()
                .on(
                    NET.likelihood()
                        .withPrior(
                            at ->
                                at.get("line.weight")
                                    .square()
                                    .mul(BorchArray.of(new double[][] {{1, 1}, {1, 2}}))
                                    .sum()
                                    .neg()),
                    AT),
            THIRDS);
    assertThatThrownBy(posterior::belief)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line: prior precisions 2.0")
        .hasMessageContaining("one number for each column");
    // A flat prior has factors: those of the data alone.
    LaplacePosterior flat = after(DIAGONAL.withKronecker().on(NET.likelihood(), AT), THIRDS);
    requirePrecision(flat.belief().spread(), NET.bend(NOISE, ALL), 1e-9);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    requireRefused(() -> BatchLaplace.defaults().withTemperature(0), "temperature = 0.0");
    requireRefused(() -> BatchLaplace.defaults().withDecay(0), "decay = 0.0");
    requireRefused(() -> BatchLaplace.defaults().withLowRank(0), "rank = 0");
    requireRefused(
        () -> DIAGONAL.withKronecker().withCurvature(BatchLaplace.Curvature.HESSIAN),
        "curvature = HESSIAN as KRONECKER");
    requireRefused(() -> DIAGONAL.on(NET.density(), BorchArray.of(1)), "point of shape (1)");
    RowLikelihood bare = LinearBare.of(NET);
    requireRefused(() -> DIAGONAL.on(bare, AT), "curvature = GAUSS_NEWTON of a density");
    assertThat(DIAGONAL.withLowRank(2).withDiagonal()).isEqualTo(DIAGONAL);
    requireRefused(
        () ->
            after(BatchLaplace.defaults().on(bare, AT), THIRDS)
                .outputs(NET.data(ALL), Key.of(0), 2),
        "outputs of a density");
  }

  private static void requireRefused(Runnable setting, String message) {
    assertThatThrownBy(setting::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  // ---- predictions

  @Test
  void predictionsOfALinearNetworkAreThoseOfItsPosterior() {
    LaplacePosterior posterior = after(DENSE, THIRDS);
    StepData data = NET.data(List.of(2, 7));
    NDArray covariance = posterior.belief().covariance();
    double[] variance = values(posterior.linearised(data).variance());
    NDArray drawn = posterior.outputs(data, Key.of(1), 4_000);
    assertThat(drawn.getShape()).isEqualTo(new Shape(4_000, 2, 2));
    double[] mean = values(drawn.mean(new int[] {0}));
    double[] spread = values(drawn.sub(drawn.mean(new int[] {0})).square().mean(new int[] {0}));
    double[] exact = values(posterior.linearised(data).mean());
    int next = 0;
    for (int row : new int[] {2, 7}) {
      for (int o = 0; o < 2; o++) {
        NDArray f = BorchArray.of(NET.feature(row, o));
        double expected = values(LinearAlgebra.matVec(covariance, f).mul(f).sum())[0];
        assertThat(variance[next]).isCloseTo(expected, within(1e-12));
        assertThat(mean[next]).isCloseTo(exact[next], within(4.5 * Math.sqrt(expected / 4e3)));
        assertThat(spread[next]).isCloseTo(expected, within(4.5 * expected * Math.sqrt(2 / 4e3)));
        next++;
      }
    }
    assertThat(posterior.toString()).startsWith("BatchLaplace[form=DENSE").contains("line.bias");
  }
}
