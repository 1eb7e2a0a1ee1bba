package org.borch.infer.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.tensor.ArrayMath.stack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.borch.Batch;
import org.borch.infer.ascent.Ascent;
import org.borch.infer.density.LogPosterior;
import org.borch.infer.optim.Sgd;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Run;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Gradient steps on -½ Σ (y - θ)ᵀ A (y - θ): a batch's noise does not depend on θ. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwagTest {

  private static final int ROWS = 60;
  private static final int BATCH = 6;
  private static final double RATE = 0.2;
  private static final int DRAWS = 800;
  private static final double[][] A = {{1, 0.4}, {0.4, 0.5}};
  private static final double[][] Y = rows();
  private static final Seed SEED = Seed.of(12);

  /** Of four chains, once for all tests. */
  private final UnconstrainedDraws trajectories = trajectories();

  private static double[][] rows() {
    SplittableRandom random = new SplittableRandom(4);
    double[][] rows = new double[ROWS][];
    Arrays.setAll(
        rows, i -> new double[] {1 + random.nextGaussian(), -2 + 3 * random.nextGaussian()});
    return rows;
  }

  private static LogPosterior density(DataType type) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("a", new Shape());
    shapes.put("b", new Shape(1));
    double[] flat = Arrays.stream(Y).flatMapToDouble(Arrays::stream).toArray();
    NDArray all = BorchArray.of(new Shape(ROWS, 2), flat);
    return LogPosterior.of(
        shapes, type, minibatches(all, BATCH).plate("row"), (at, batch) -> value(at, batch, type));
  }

  private static NDArray value(Map<String, NDArray> at, Batch<NDArray> batch, DataType type) {
    NDArray theta = stack(0, at.get("a"), at.get("b").sum());
    NDArray way = batch.input().sub(theta); // [B, 2]
    NDArray bend =
        BorchArray.of(new Shape(2, 2), new double[] {1, 0.4, 0.4, 0.5}).toType(type, false);
    double weight = (double) batch.size() / batch.index().size();
    return way.matMul(bend).mul(way).sum().mul(-0.5 * weight);
  }

  private static UnconstrainedDraws trajectories() {
    Run run =
        Run.defaults()
            .withSteps(200 + 20 * DRAWS)
            .withBurnIn(200)
            .withThinning(20)
            .withProgress(false);
    Ascent sgd = Ascent.defaults().withOptimizer(Sgd.defaults().withLearningRate(RATE));
    return ChainRun.begin(sgd.on(density(DataType.FLOAT64)), run, SEED);
  }

  private static double mean(int coordinate) {
    return Arrays.stream(Y).mapToDouble(row -> row[coordinate]).average().orElseThrow();
  }

  /** A V A of the variance V of a batch's mean, (1/B) (1 - B/N) of the rows'. */
  private static double[][] noise() {
    double[][] v = new double[2][2];
    for (double[] row : Y) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          double product = (row[i] - mean(i)) * (row[j] - mean(j));
          v[i][j] += product / (ROWS - 1) / BATCH * (1 - (double) BATCH / ROWS);
        }
      }
    }
    return product(product(A, v), A);
  }

  /** S = M S M + ε² A V A with M = I - ε A. */
  private static double[][] stationary() {
    double[][] m = {{1 - RATE * A[0][0], -RATE * A[0][1]}, {-RATE * A[1][0], 1 - RATE * A[1][1]}};
    double[][] noise = noise();
    double[][] s = new double[2][2];
    for (int step = 0; step < 500; step++) { // each keeps 0.94 of what is wrong, squared
      double[][] moved = product(product(m, s), m);
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          s[i][j] = moved[i][j] + RATE * RATE * noise[i][j];
        }
      }
    }
    return s;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        c[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
      }
    }
    return c;
  }

  /** Four standard errors: of 4 chains, whose squares keep a tenth from draw to draw. */
  private static void requireStationary(double[][] covariance) {
    double[][] s = stationary();
    double error = 4 * Math.sqrt(2 * 1.2 / (4 * DRAWS));
    for (int i = 0; i < 2; i++) {
      assertThat(covariance[i][i]).isCloseTo(s[i][i], within(error * s[i][i]));
    }
    assertThat(covariance[0][1])
        .isCloseTo(s[0][1] / 2, within(error / 2 * Math.sqrt(s[0][0] * s[1][1])));
  }

  private static double[][] covariance(List<Belief> beliefs) {
    double[][] covariance = new double[2][2];
    for (Belief belief : beliefs) {
      double[] own = BorchArray.wrap(belief.covariance()).values();
      for (int i = 0; i < 4; i++) {
        covariance[i / 2][i % 2] += own[i] / beliefs.size();
      }
    }
    return covariance;
  }

  @Test
  void gradientStepsOnAQuadraticHaveTheirStationaryCovariance() {
    try (Scope scope = Scope.open()) {
      List<Belief> beliefs =
          Swag.defaults().withRank(DRAWS - 1).beliefs(density(DataType.FLOAT64), trajectories);
      requireStationary(covariance(beliefs));
      for (Belief belief : beliefs) {
        double sd = Math.sqrt(stationary()[0][0] * 2 / DRAWS);
        assertThat(BorchArray.wrap(belief.mean("a")).values()[0])
            .isCloseTo(mean(0), within(4 * sd));
      }
    }
  }

  /** Mandt, Hoffman and Blei: A S + S A = ε C, up to the ε A S A of steps that are not short. */
  @Test
  void theStationaryCovarianceIsThatOfThePaperForShortSteps() {
    double[][] s = stationary();
    double[][] left = product(A, s);
    double[][] right = product(s, A);
    double[][] bent = product(product(A, s), A);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(left[i][j] + right[i][j] - RATE * bent[i][j])
            .isCloseTo(RATE * noise()[i][j], within(1e-9));
      }
    }
  }

  @Test
  void mistakesAreFound() {
    double[][] halves = new double[2][2];
    double[][] origin = new double[2][2];
    for (int chain = 0; chain < 4; chain++) {
      for (int draw = 0; draw < DRAWS; draw++) {
        double[] at = trajectories.position(chain, draw);
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 2; j++) {
            double deviation = (at[i] - mean(i)) * (at[j] - mean(j)) / DRAWS / 4;
            halves[i][j] += (i == j ? 2 : 1) * deviation;
            origin[i][j] += (i == j ? deviation / 2 : 0) + at[i] * at[j] / DRAWS / 8;
          }
        }
      }
    }
    assertThatThrownBy(() -> requireStationary(halves))
        .as("diagonal and low rank that both count whole")
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> requireStationary(origin))
        .as("deviations from 0 instead of the mean")
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aFewPositionsGiveTheFormulasOfThePaper() {
    Run run =
        Run.defaults().withChains(2).withSteps(4).withBurnIn(0).withThinning(1).withProgress(false);
    Ascent sgd = Ascent.defaults().withOptimizer(Sgd.defaults().withLearningRate(RATE));
    for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
      requireFormulas(density(type), ChainRun.begin(sgd.on(density(type)), run, SEED));
    }
  }

  private static void requireFormulas(LogPosterior density, UnconstrainedDraws draws) {
    double rounding = density.type() == DataType.FLOAT64 ? 1e-12 : 1e-6;
    try (Scope scope = Scope.open()) {
      Belief belief = new Swag(2).beliefs(density, draws).get(1);
      double[] covariance = BorchArray.wrap(belief.covariance()).values();
      double[][] x = new double[4][];
      Arrays.setAll(x, i -> draws.position(1, i));
      for (int i = 0; i < 2; i++) {
        int c = i;
        double mean = Arrays.stream(x).mapToDouble(row -> row[c] / 4).sum();
        double square = Arrays.stream(x).mapToDouble(row -> row[c] * row[c] / 4).sum();
        double third = x[2][c] - (x[0][c] + x[1][c] + x[2][c]) / 3;
        double fourth = x[3][c] - mean;
        double expected = (square - mean * mean + third * third + fourth * fourth) / 2;
        assertThat(BorchArray.wrap(belief.mean()).values()[c]).isCloseTo(mean, within(rounding));
        assertThat(covariance[3 * c]).isCloseTo(expected, within(rounding));
      }
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new Swag(1)).hasMessageContaining("rank = 1, expected at least 2");
    LogPosterior density = density(DataType.FLOAT64);
    Run run = Run.defaults().withSteps(20).withBurnIn(0).withProgress(false);
    UnconstrainedDraws draws = ChainRun.begin(Ascent.defaults().on(density), run, SEED);
    assertThatThrownBy(() -> Swag.defaults().beliefs(density, draws))
        .hasMessageContaining("SWAG of rank = 20 from 20 draws");
    LogPosterior other =
        LogPosterior.of(Map.of("x", new Shape(3)), DataType.FLOAT64, at -> at.get("x").sum());
    assertThatThrownBy(() -> Swag.defaults().withRank(3).beliefs(other, draws))
        .hasMessageContaining("for a density of 3 coordinates");
  }
}
