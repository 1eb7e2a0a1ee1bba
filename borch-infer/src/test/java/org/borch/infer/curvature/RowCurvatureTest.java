package org.borch.infer.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.infer.curvature.SmallNet.AT;
import static org.borch.infer.curvature.SmallNet.D;
import static org.borch.infer.curvature.SmallNet.DATA;
import static org.borch.infer.curvature.SmallNet.ROWS;
import static org.borch.infer.curvature.SmallNet.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.infer.density.Observations;
import org.borch.infer.density.Outputs;
import org.borch.infer.density.StepData;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.api.Test;

class RowCurvatureTest {

  private static final double ROUNDING = 1e-12;

  /** Rows' gradients by differences of values: [n][d]. */
  private static double[][] differences(Observations<NDArray> density) {
    double step = 1e-5;
    double[][] slopes = new double[ROWS][D];
    double[] at = values(AT);
    for (int j = 0; j < D; j++) {
      double[] ahead = at.clone();
      double[] behind = at.clone();
      ahead[j] += step;
      behind[j] -= step;
      double[] above = values(density.rows(BorchArray.of(ahead), DATA));
      double[] below = values(density.rows(BorchArray.of(behind), DATA));
      for (int i = 0; i < ROWS; i++) {
        slopes[i][j] = (above[i] - below[i]) / (2 * step);
      }
    }
    return slopes;
  }

  private static double[] outerProducts(double[][] slopes) {
    double[] matrix = new double[D * D];
    for (double[] slope : slopes) {
      for (int i = 0; i < D; i++) {
        for (int j = 0; j < D; j++) {
          matrix[i * D + j] += slope[i] * slope[j];
        }
      }
    }
    return matrix;
  }

  private static double[] diagonal(double[] matrix) {
    double[] diagonal = new double[D];
    Arrays.setAll(diagonal, i -> matrix[i * D + i]);
    return diagonal;
  }

  /** Diagonal, matrix and products are those of one matrix. */
  private static void requireMatrix(RowCurvature found, double[] matrix, double tolerance) {
    assertThat(values(found.dense())).containsExactly(matrix, within(tolerance));
    assertThat(values(found.diagonal())).containsExactly(diagonal(matrix), within(tolerance));
    NDArray vectors = Noise.of(Key.of(8), DataType.FLOAT64).normal(new Shape(D, 3));
    NDArray product = BorchArray.of(new Shape(D, D), matrix).matMul(vectors);
    assertThat(values(found.times(vectors)))
        .containsExactly(values(product), within(10 * tolerance));
  }

  private static List<Observations<NDArray>> forms() {
    return List.of(SmallNet.of(true), SmallNet.of(false), SmallNet.bare());
  }

  @Test
  void theEmpiricalFisherIsTheSumOfOuterProductsOfTheRowsGradients() {
    for (Observations<NDArray> density : forms()) {
      double[][] slopes = differences(density);
      RowCurvature found = RowCurvature.empiricalFisher(density, AT, DATA);
      assertThat(values(found.jacobians()))
          .containsExactly(
              Arrays.stream(slopes).flatMapToDouble(Arrays::stream).toArray(), within(1e-9));
      requireMatrix(found, outerProducts(slopes), 1e-8);
    }
  }

  @Test
  void theGradientIsThatOfTheSumWhateverTheCurvature() {
    for (boolean named : new boolean[] {true, false}) {
      Observations<NDArray> density = SmallNet.of(named);
      double[] slope = values(Autodiff.grad(p -> density.rows(p, DATA).sum()).apply(AT));
      for (RowCurvature each :
          List.of(
              RowCurvature.empiricalFisher(density, AT, DATA),
              RowCurvature.fisher(density, AT, DATA, Key.of(1)),
              RowCurvature.gaussNewton(density, AT, DATA))) {
        assertThat(values(each.gradient())).containsExactly(slope, within(ROUNDING));
      }
    }
  }

  @Test
  void aFisherWithoutItsSquareIsFound() {
    double[][] slopes = differences(SmallNet.bare());
    double[] sums = new double[D];
    for (double[] slope : slopes) {
      for (int j = 0; j < D; j++) {
        sums[j] += Math.abs(slope[j]);
      }
    }
    double[] found = values(RowCurvature.empiricalFisher(SmallNet.of(true), AT, DATA).diagonal());
    assertThatThrownBy(() -> assertThat(sums).containsExactly(found, within(1e-8)))
        .isInstanceOf(AssertionError.class);
  }

  /** Jᵀ H J of all rows at once. */
  private static double[] gaussNewton() {
    Outputs outputs = SmallNet.of(false).outputs().orElseThrow();
    NDArray logits = outputs.values(AT, DATA);
    NDArray jacobian =
        Autodiff.jacobian(p -> outputs.values(p, DATA).flatten()).apply(AT); // [n k, d]
    NDArray second =
        Autodiff.hessian(
                f -> outputs.logLikelihoods(f.reshape(logits.getShape()), DATA).sum().neg())
            .apply(logits.flatten());
    return values(LinearAlgebra.transpose(jacobian).matMul(second).matMul(jacobian));
  }

  @Test
  void gaussNewtonIsTheJacobianAroundTheOutputsSecondDerivative() {
    double[] expected = gaussNewton();
    for (boolean named : new boolean[] {true, false}) {
      requireMatrix(RowCurvature.gaussNewton(SmallNet.of(named), AT, DATA), expected, ROUNDING);
    }
  }

  /** Every row draws the same class, one after the other: the mean over draws by probabilities. */
  @Test
  void theMeanFisherOverWhatIsDrawnIsGaussNewtonOfAClassifier() {
    for (boolean named : new boolean[] {true, false}) {
      double[] mean = new double[D * D];
      NDArray chances = SmallNet.of(named).outputs().orElseThrow().values(AT, DATA).softmax(1);
      for (int c = 0; c < SmallNet.CLASSES; c++) {
        NDArray drawn = LinearAlgebra.identity(3, DataType.FLOAT64).get(c).expandDims(0);
        Observations<NDArray> density =
            SmallNet.of(named)
                .withSimulation((logits, rows, key) -> Map.of("class", drawn.repeat(0, ROWS)));
        NDArray slopes = RowCurvature.fisher(density, AT, DATA, Key.of(1)).jacobians().squeeze(1);
        double[] chance = values(chances.get(":, " + c));
        double[] own = values(slopes);
        for (int row = 0; row < ROWS; row++) {
          double[] slope = Arrays.copyOfRange(own, row * D, (row + 1) * D);
          double[] outer = outerProducts(new double[][] {slope});
          for (int i = 0; i < mean.length; i++) {
            mean[i] += chance[row] * outer[i];
          }
        }
      }
      assertThat(mean).containsExactly(gaussNewton(), within(ROUNDING));
    }
  }

  @Test
  void theFisherOfADrawIsThatOfTheKey() {
    Observations<NDArray> density = SmallNet.of(true);
    double[] one = values(RowCurvature.fisher(density, AT, DATA, Key.of(1)).diagonal());
    assertThat(values(RowCurvature.fisher(density, AT, DATA, Key.of(1)).diagonal()))
        .containsExactly(one);
    assertThat(values(RowCurvature.fisher(density, AT, DATA, Key.of(2)).diagonal()))
        .isNotEqualTo(one);
  }

  @Test
  void kroneckerFactorsOfALinearLayerAreThoseOfItsInputsAndDerivatives() {
    Observations<NDArray> density = SmallNet.of(true);
    Map<String, KroneckerFactors> factors =
        RowCurvature.empiricalFisher(density, AT, DATA).kronecker();
    assertThat(factors).containsOnlyKeys("hidden", "out");
    NDArray x = (NDArray) DATA.batch().orElseThrow().input();
    double[] ones = new double[ROWS];
    Arrays.fill(ones, 1);
    NDArray inputs = x.concat(BorchArray.of(ones).reshape(ROWS, 1), 1);
    KroneckerFactors hidden = factors.get("hidden");
    assertThat(hidden.hasBias()).isTrue();
    assertThat(values(hidden.inputs()))
        .containsExactly(values(LinearAlgebra.transpose(inputs).matMul(inputs)), within(ROUNDING));
    double[][] slopes = differences(density);
    double[] outer = new double[16];
    for (double[] slope : slopes) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          outer[4 * i + j] += slope[i] * slope[j]; // the bias's come first
        }
      }
    }
    assertThat(values(hidden.outputs())).containsExactly(outer, within(1e-9));
    assertThat(factors.get("out").hasBias()).isFalse();
    assertThat(factors.get("out").inputs().getShape()).isEqualTo(new Shape(4, 4));
  }

  /** A linear network of one layer: of one row, and of any with equal derivatives. */
  @Test
  void theKroneckerBlockOfOneRowIsExact() {
    Observations<NDArray> line =
        Observations.of(
            Map.of("out.weight", new Shape(3, 2)),
            DataType.FLOAT64,
            key -> SmallNet.batch(0, 2, 1, 1, 0),
            (at, rows) -> at.linear("out", rows.input()),
            (f, rows) -> f.sub(rows.observed().get("class")).square().sum(new int[] {1}).mul(-0.5));
    NDArray at = BorchArray.of(0.1, 0.2, -0.4, 1, 0.5, -1);
    RowCurvature curvature = RowCurvature.gaussNewton(line, at, DATA);
    KroneckerFactors factors = curvature.kronecker().get("out");
    // H is the identity for every row: G = n I, A = Σ x xᵀ, and the block is exact.
    NDArray block = factors.block(BorchArray.of(ROWS));
    assertThat(values(block)).containsExactly(values(curvature.dense()), within(ROUNDING));
    NDArray fisher =
        RowCurvature.empiricalFisher(line, at, one())
            .kronecker()
            .get("out")
            .block(BorchArray.of(1));
    assertThat(values(fisher))
        .containsExactly(
            values(RowCurvature.empiricalFisher(line, at, one()).dense()), within(ROUNDING));
  }

  private static StepData one() {
    return DATA.with(DATA.arrays().stream().map(array -> array.get("1:2")).toList());
  }

  @Test
  void rowsThatWereNotSeenDoNotBendAnything() {
    for (boolean named : new boolean[] {true, false}) {
      Observations<NDArray> density =
          SmallNet.of(named)
              .withSeen(
                  rows -> {
                    NDArray first = rows.observed().get("class").get(":, 0");
                    return first.eq(first);
                  });
      StepData some = StepData.of(SmallNet.batch(Double.NaN, 2, 1, Double.NaN, 0));
      double[][] slopes = differences(SmallNet.bare());
      double[] expected = outerProducts(new double[][] {slopes[1], slopes[2], slopes[4]});
      requireMatrix(RowCurvature.empiricalFisher(density, AT, some), expected, 1e-8);
      assertThat(values(RowCurvature.gaussNewton(density, AT, some).dense()))
          .doesNotContain(Double.NaN);
      double[] drawn = values(RowCurvature.fisher(density, AT, some, Key.of(3)).jacobians());
      assertThat(Arrays.copyOf(drawn, D)).containsExactly(new double[D], within(0.0));
    }
  }

  @Test
  void itIsTheSameOnAllBackEnds() {
    for (boolean named : new boolean[] {true, false}) {
      Observations<NDArray> density = SmallNet.of(named);
      Function<List<NDArray>, List<NDArray>> all =
          in -> {
            StepData data = DATA.with(in.subList(1, in.size()));
            RowCurvature fisher = RowCurvature.empiricalFisher(density, in.get(0), data);
            RowCurvature newton = RowCurvature.gaussNewton(density, in.get(0), data);
            return List.of(fisher.diagonal(), fisher.dense(), newton.diagonal(), newton.dense());
          };
      List<BorchArray> arguments =
          Stream.concat(Stream.of(AT), DATA.arrays().stream()).map(BorchArray::wrap).toList();
      List<NDArray> eager = all.apply(List.copyOf(arguments));
      List<Spec> specs = arguments.stream().map(BorchArray::spec).toList();
      Graph graph = Graph.trace(all, specs);
      for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
        List<? extends NDArray> found =
            Executable.of(graph, BackEndChoice.forced(graph, backEnd)).run(List.copyOf(arguments));
        for (int i = 0; i < eager.size(); i++) {
          assertThat(values(found.get(i))).containsExactly(values(eager.get(i)), within(1e-12));
        }
      }
    }
  }

  @Test
  void aLayerThatIsUsedTwiceIsDifferentiatedRowByRow() {
    Observations<NDArray> twice =
        Observations.of(
            Map.of("a.weight", new Shape(2, 2)),
            DataType.FLOAT64,
            key -> SmallNet.batch(0, 2, 1, 1, 0),
            (at, rows) -> at.linear("a", at.linear("a", rows.input()).tanh()),
            (f, rows) -> f.square().sum(new int[] {1}).mul(-0.5));
    NDArray at = BorchArray.of(0.3, -0.2, 0.8, 1);
    NDArray slopes = Autodiff.jacobian(p -> twice.rows(p, DATA)).apply(at);
    RowCurvature found = RowCurvature.empiricalFisher(twice, at, DATA);
    assertThat(found.kronecker()).isEmpty();
    assertThat(values(found.diagonal()))
        .containsExactly(values(slopes.square().sum(new int[] {0})), within(ROUNDING));
  }

  @Test
  void whatHasNoOutputsSaysSo() {
    assertThatThrownBy(() -> RowCurvature.gaussNewton(SmallNet.bare(), AT, DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("log likelihood alone");
  }
}
