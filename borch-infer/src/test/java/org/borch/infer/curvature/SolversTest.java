package org.borch.infer.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.infer.curvature.SmallNet.values;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed with products of a matrix alone. */
class SolversTest {

  private static final int D = 30;

  private static NDArray normals(int seed, long... shape) {
    return Noise.of(Key.of(seed), DataType.FLOAT64).normal(new Shape(shape));
  }

  /** Scales from 1 to 10,000 around a matrix near the identity. */
  private static NDArray scaled() {
    NDArray near = normals(1, D, D).mul(0.01);
    NDArray inner =
        LinearAlgebra.identity(D, DataType.FLOAT64).add(near.add(LinearAlgebra.transpose(near)));
    double[] scales = new double[D];
    Arrays.setAll(scales, i -> Math.pow(10, 2.0 * i / (D - 1)));
    NDArray scale = BorchArray.of(scales);
    return inner.mul(scale).mul(scale.expandDims(1));
  }

  private static NDArray positive(int d) {
    NDArray root = normals(2, d, d);
    return root.matMul(LinearAlgebra.transpose(root))
        .add(LinearAlgebra.identity(d, DataType.FLOAT64).mul(0.5));
  }

  private static UnaryOperator<NDArray> times(NDArray matrix) {
    return x -> LinearAlgebra.matVec(matrix, x);
  }

  @Test
  void conjugateGradientsWithJacobisPreconditionerNeedFewIterations() {
    NDArray matrix = scaled();
    NDArray b = normals(3, D);
    NDArray diagonal = LinearAlgebra.diagonal(matrix);
    ConjugateGradients settings = ConjugateGradients.defaults();
    var found = settings.solve(times(matrix), b, r -> r.div(diagonal));
    assertThat(found.converged()).isTrue();
    assertThat(found.iterations()).isLessThan(10);
    assertThat(settings.solve(times(matrix), b).iterations()).isGreaterThan(D);
    NDArray residual = b.sub(LinearAlgebra.matVec(matrix, found.x()));
    double size = Math.sqrt(values(residual.square().sum())[0]);
    assertThat(size).isCloseTo(found.residual(), within(1e-10));
    assertThat(size).isLessThan(1e-8 * Math.sqrt(values(b.square().sum())[0]) * (1 + 1e-6));
  }

  @Test
  void dampingIsAddedToTheMatrix() {
    NDArray matrix = positive(6);
    NDArray b = normals(3, 6);
    var found =
        ConjugateGradients.defaults().withDamping(2).withTolerance(1e-12).solve(times(matrix), b);
    NDArray back = LinearAlgebra.matVec(matrix, found.x()).add(found.x().mul(2));
    assertThat(values(back)).containsExactly(values(b), within(1e-10));
    assertThat(found.iterations()).isLessThanOrEqualTo(8);
  }

  @Test
  void aSolutionThatIsNotReachedSaysSo() {
    var found =
        ConjugateGradients.defaults().withMaxIterations(3).solve(times(scaled()), normals(3, D));
    assertThat(found.converged()).isFalse();
    assertThat(found.iterations()).isEqualTo(3);
    assertThat(
            ConjugateGradients.defaults()
                .solve(times(positive(4)), normals(3, 4).mul(0))
                .iterations())
        .isZero();
  }

  @Test
  void arraysByNameAreSolvedTogether() {
    Map<String, NDArray> b = new LinkedHashMap<>();
    b.put("w", normals(4, 2, 3));
    b.put("c", normals(5));
    NDArray matrix = positive(7);
    Map<String, Shape> shapes = Map.of("w", new Shape(2, 3), "c", new Shape());
    Map<String, NDArray> x =
        ConjugateGradients.defaults()
            .withTolerance(1e-13)
            .solve(
                parts -> {
                  NDArray flat = parts.get("w").flatten().concat(parts.get("c").reshape(1));
                  NDArray product = LinearAlgebra.matVec(matrix, flat);
                  Map<String, NDArray> named = new LinkedHashMap<>();
                  named.put("w", product.get("0:6").reshape(2, 3));
                  named.put("c", product.get("6:7").reshape(new Shape()));
                  return named;
                },
                b);
    x.forEach((name, part) -> assertThat(part.getShape()).isEqualTo(shapes.get(name)));
    NDArray flat = x.get("w").flatten().concat(x.get("c").reshape(1));
    NDArray right = b.get("w").flatten().concat(b.get("c").reshape(1));
    assertThat(values(LinearAlgebra.matVec(matrix, flat)))
        .containsExactly(values(right), within(1e-10));
  }

  /** The derivative of A⁻¹ b by b is A⁻¹; after the last step nothing is left to divide by. */
  @Test
  void unrolledTheyAreTracedAndDifferentiated() {
    NDArray matrix = positive(5);
    ConjugateGradients settings = ConjugateGradients.defaults().withMaxIterations(5);
    UnaryOperator<NDArray> solve = b -> settings.unrolled(times(matrix), b, r -> r);
    NDArray b = normals(3, 5);
    NDArray x = solve.apply(b);
    assertThat(values(LinearAlgebra.matVec(matrix, x))).containsExactly(values(b), within(1e-9));
    NDArray slope = Autodiff.grad(at -> solve.apply(at).mul(b).sum()).apply(b);
    assertThat(values(slope)).containsExactly(values(x), within(1e-6));
    Graph graph =
        Graph.trace(in -> List.of(solve.apply(in.get(0))), List.of(BorchArray.wrap(b).spec()));
    for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
      NDArray found =
          Executable.of(graph, BackEndChoice.forced(graph, backEnd))
              .run(List.of(BorchArray.wrap(b)))
              .get(0);
      assertThat(values(found)).containsExactly(values(x), within(1e-10));
    }
    NDArray done = settings.unrolled(times(matrix), b.mul(0), r -> r);
    assertThat(values(done)).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 60})
  void eigenvectorsTurnAMatrixIntoItsDiagonal(int d) {
    double[] flat = values(positive(d));
    double[][] matrix = new double[d][];
    Arrays.setAll(matrix, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
    requireEigen(SymmetricEigen.of(matrix), matrix);
    double[][] low = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        low[i][j] = (i + 1) * (j + 1);
      }
    }
    requireEigen(SymmetricEigen.of(low), low);
    requireEigen(SymmetricEigen.of(new double[d][d]), new double[d][d]);
  }

  private static void requireEigen(SymmetricEigen eigen, double[][] matrix) {
    int d = matrix.length;
    double[] values = eigen.values();
    double[][] vectors = eigen.vectors();
    double size = Arrays.stream(values).map(Math::abs).max().orElseThrow() + 1e-300;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double back = 0;
        double unit = 0;
        for (int k = 0; k < d; k++) {
          back += vectors[k][i] * values[k] * vectors[k][j];
          unit += vectors[i][k] * vectors[j][k];
        }
        assertThat(back).isCloseTo(matrix[i][j], within(1e-13 * d * size));
        assertThat(unit).isCloseTo(i == j ? 1 : 0, within(1e-13 * d));
      }
    }
  }

  @Test
  void lanczosOfAllCoordinatesIsTheMatrix() {
    NDArray matrix = positive(8);
    Lanczos found = Lanczos.of(times(matrix), normals(6, 8), 8);
    NDArray basis = found.basis();
    NDArray three = basis.matMul(matrix).matMul(LinearAlgebra.transpose(basis));
    NDArray off = three.sub(LinearAlgebra.diagonalMatrix(found.diagonal()));
    assertThat(values(LinearAlgebra.diagonal(off))).containsExactly(new double[8], within(1e-11));
    for (int i = 0; i < 7; i++) {
      assertThat(values(three.get(i, i + 1))[0])
          .isCloseTo(values(found.beside())[i], within(1e-11));
    }
    NDArray start = basis.get(0);
    NDArray square = LinearAlgebra.matVec(matrix, LinearAlgebra.matVec(matrix, start));
    assertThat(found.quadratic(x -> x * x))
        .isCloseTo(values(square.mul(start).sum())[0], within(1e-9));
    assertThat(Lanczos.of(times(matrix), normals(6, 8), 1).quadratic(x -> x))
        .isCloseTo(values(LinearAlgebra.matVec(matrix, start).mul(start).sum())[0], within(1e-10));
  }

  /** On an eigenvector all ends after one step; what follows is 0, not a number divided by 0. */
  @Test
  void lanczosEndsWhereNothingIsLeft() {
    NDArray matrix = LinearAlgebra.identity(4, DataType.FLOAT64).mul(3);
    Lanczos found = Lanczos.of(times(matrix), normals(6, 4), 3);
    assertThat(values(found.beside())).containsOnly(0);
    assertThat(found.quadratic(Math::log)).isCloseTo(Math.log(3), within(1e-12));
    assertThatThrownBy(() -> Lanczos.of(times(matrix), normals(6, 4), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 steps with 4 coordinates");
  }

  @Test
  void tracesAreFoundWithinTheirErrors() {
    NDArray matrix = positive(40);
    double exact = values(LinearAlgebra.diagonal(matrix).sum())[0];
    UnaryOperator<NDArray> rows = x -> x.matMul(matrix);
    NDArray like = normals(1, 40);
    var plain = StochasticTrace.hutchinson(rows, like, 300, Key.of(2));
    double error = values(plain.error())[0];
    assertThat(values(plain.value())[0]).isCloseTo(exact, within(4 * error));
    assertThat(error).isBetween(1e-3 * exact, 0.1 * exact);
    var better = StochasticTrace.hutchPlusPlus(rows, like, 90, Key.of(2));
    assertThat(values(better.value())[0]).isCloseTo(exact, within(4 * values(better.error())[0]));
    double same = values(StochasticTrace.hutchinson(rows, like, 90, Key.of(2)).error())[0];
    assertThat(values(better.error())[0]).isLessThan(0.5 * same);
    assertThatThrownBy(() -> StochasticTrace.hutchinson(rows, like, 1, Key.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 probes");
  }

  /** The sketch has all directions of a matrix of low rank: nothing is left to estimate. */
  @Test
  void theTraceOfAMatrixOfLowRankIsExact() {
    NDArray root = normals(4, 20, 3);
    NDArray matrix = root.matMul(LinearAlgebra.transpose(root));
    double exact = values(root.square().sum())[0];
    var found = StochasticTrace.hutchPlusPlus(x -> x.matMul(matrix), normals(1, 20), 30, Key.of(2));
    assertThat(values(found.value())[0]).isCloseTo(exact, within(1e-9));
    assertThat(values(found.error())[0]).isLessThan(1e-9);
  }

  @Test
  void theLogDeterminantIsTheTraceOfTheLogarithm() {
    NDArray matrix = positive(30);
    double exact = values(LinearAlgebra.logDet(matrix))[0];
    var found = Lanczos.trace(times(matrix), Math::log, normals(1, 30), 30, 40, Key.of(3));
    assertThat(values(found.value())[0]).isCloseTo(exact, within(4 * values(found.error())[0]));
    assertThat(values(found.error())[0]).isLessThan(0.2 * Math.abs(exact));
  }

  @Test
  void momentsOfGroupsAreThoseOfAll() {
    NDArray all = normals(7, 30, 5).add(1e4);
    RunningMoments found = RunningMoments.none(5, DataType.FLOAT64);
    for (int[] part : new int[][] {{0, 1}, {1, 12}, {12, 30}}) {
      found = found.and(all.get(part[0] + ":" + part[1]));
    }
    NDArray apart = all.sub(all.mean(new int[] {0}));
    NDArray covariance = LinearAlgebra.transpose(apart).matMul(apart).div(29);
    assertThat(values(found.count())).containsExactly(30);
    assertThat(values(found.mean())).containsExactly(values(all.mean(new int[] {0})), within(1e-9));
    assertThat(values(found.covariance())).containsExactly(values(covariance), within(1e-9));
    RunningMoments one = RunningMoments.none(5, DataType.FLOAT64).and(all.get("0:1"));
    assertThat(values(one.covariance())).containsOnly(Double.NaN);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    ConjugateGradients settings = ConjugateGradients.defaults();
    requireRefused(() -> settings.withMaxIterations(0), "maxIterations = 0");
    requireRefused(() -> settings.withTolerance(-1), "tolerance = -1");
    requireRefused(() -> settings.withDamping(Double.NaN), "damping = NaN");
    assertThatThrownBy(() -> SymmetricEigen.of(new double[][] {{Double.NaN}}))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not finite");
  }

  private static void requireRefused(Runnable setting, String message) {
    assertThatThrownBy(setting::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
