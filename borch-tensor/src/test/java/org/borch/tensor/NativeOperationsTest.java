package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NativeOperationsTest {
  private static final double[] ANY = {-30, -5, -1.5, -0.3, -1e-5, 0, 1e-5, 0.4, 1, 2.5, 9, 30};
  private static final double[] POSITIVE = {1e-3, 0.1, 0.5, 1, 1.5, 3, 10, 200};

  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private record Unary(
      String name, UnaryOperator<NDArray> operation, DoubleUnaryOperator formula, double... at) {
    @Override
    public String toString() {
      return name;
    }
  }

  private record Binary(
      String name, BinaryOperator<NDArray> operation, DoubleBinaryOperator formula) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Unary> unary() {
    return Stream.of(
        new Unary("log1p", NativeOperations::log1p, Math::log1p, POSITIVE),
        new Unary("expm1", NativeOperations::expm1, Math::expm1, ANY),
        new Unary(
            "digamma",
            x -> NativeOperations.polygamma(0, x),
            NativeOperationsTest::digamma,
            POSITIVE),
        new Unary(
            "trigamma",
            x -> NativeOperations.polygamma(1, x),
            NativeOperationsTest::trigamma,
            POSITIVE),
        new Unary(
            "logNormalCdf",
            NativeOperations::logNormalCdf,
            x -> Math.log(0.5 * Erf.erfc(-x / Math.sqrt(2))),
            ANY),
        new Unary("softplus", NativeOperations::softplus, NativeOperationsTest::softplus, ANY),
        new Unary("logSigmoid", NativeOperations::logSigmoid, x -> -softplus(-x), ANY),
        new Unary("asinh", NativeOperations::asinh, FastMath::asinh, ANY),
        new Unary("acosh", NativeOperations::acosh, FastMath::acosh, 1.25, 2, 30),
        new Unary("atanh", NativeOperations::atanh, FastMath::atanh, -0.9, -1e-5, 0, 0.5));
  }

  static Stream<Binary> binary() {
    return Stream.of(
        new Binary("xlogy", NativeOperations::xlogy, (x, y) -> x == 0 ? 0 : x * Math.log(y)),
        new Binary("xlog1py", NativeOperations::xlog1py, (x, y) -> x == 0 ? 0 : x * Math.log1p(y)));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** Recurrence up to 30, then the asymptotic series (Abramowitz and Stegun 6.3.18). */
  private static double digamma(double x) {
    if (x < 30) {
      return digamma(x + 1) - 1 / x;
    }
    double r = 1 / (x * x);
    return Math.log(x) - 0.5 / x - r * (1.0 / 12 - r * (1.0 / 120 - r / 252));
  }

  /** Recurrence up to 30, then the asymptotic series (Abramowitz and Stegun 6.4.12). */
  private static double trigamma(double x) {
    if (x < 30) {
      return trigamma(x + 1) + 1 / (x * x);
    }
    double r = 1 / (x * x);
    return 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r / 42));
  }

  @ParameterizedTest
  @MethodSource("unary")
  void elementsFollowTheFormulaInFloat64(Unary row) {
    assertClose(row.operation.apply(manager.create(row.at)), row, DataType.FLOAT64, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("unary")
  void elementsFollowTheFormulaInFloat32(Unary row) {
    NDArray x = manager.create(row.at).toType(DataType.FLOAT32, false);
    assertClose(row.operation.apply(x), row, DataType.FLOAT32, 4e-6);
  }

  private static void assertClose(NDArray result, Unary row, DataType type, double tolerance) {
    assertThat(result.getDataType()).isEqualTo(type);
    double[] got = result.toType(DataType.FLOAT64, false).toDoubleArray();
    for (int i = 0; i < got.length; i++) {
      double x = type == DataType.FLOAT32 ? (float) row.at[i] : row.at[i];
      double want = row.formula.applyAsDouble(x);
      assertThat(got[i])
          .as("%s(%s)", row, x)
          .isCloseTo(want, within(tolerance * (1e-3 + Math.abs(want))));
    }
  }

  @ParameterizedTest
  @MethodSource("binary")
  void pairsFollowTheFormulaAndBroadcast(Binary row) {
    double[] xs = {0, 0.5, 2};
    double[] ys = {0, 1e-8, 3, 7};
    NDArray got =
        row.operation.apply(manager.create(xs).reshape(3, 1), manager.create(ys)); // [3, 4]
    assertThat(got.getShape()).isEqualTo(new Shape(3, 4));
    double[] values = got.toDoubleArray();
    for (int i = 0; i < 12; i++) {
      double want = row.formula.applyAsDouble(xs[i / 4], ys[i % 4]);
      if (Double.isInfinite(want)) {
        assertThat(values[i]).isEqualTo(want);
      } else {
        assertThat(values[i]).isCloseTo(want, within(1e-14 * (1 + Math.abs(want))));
      }
    }
  }

  @Test
  void softplusKeepsItsDigitsFarFromZero() {
    double[] at = {-1000, -40, 25, 1000};
    assertThat(NativeOperations.softplus(manager.create(at)).toDoubleArray())
        .containsExactly(0, Math.exp(-40), 25 + Math.log1p(Math.exp(-25)), 1000);
  }

  @Test
  void logNormalCdfReachesFarIntoTheTail() {
    // mpmath 50 digits: log(ncdf(-40)) = -804.608442013754
    assertThat(NativeOperations.logNormalCdf(manager.create(-40.0)).getDouble())
        .isCloseTo(-804.608442013754, within(1e-9));
  }

  @Test
  void reductionsTakeSeveralAxes() {
    NDArray x = counted(2, 3, 4).mul(0.1);
    double logSum0 = 0;
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 4; k++) {
        logSum0 += Math.exp(0.1 * (12 * i + k));
      }
    }
    NDArray logSum = NativeOperations.logSumExp(x, false, 0, -1);
    assertThat(logSum.getShape()).isEqualTo(new Shape(3));
    assertThat(logSum.toDoubleArray()[0]).isCloseTo(Math.log(logSum0), within(1e-13));
    assertThat(logSum.toDoubleArray()[2]).isCloseTo(Math.log(logSum0) + 0.8, within(1e-13));
    assertThat(NativeOperations.max(x, true, 0, 2).getShape()).isEqualTo(new Shape(1, 3, 1));
    assertThat(NativeOperations.max(counted(2, 3, 4), false, 0, 2).toDoubleArray())
        .containsExactly(15, 19, 23);
    assertThat(NativeOperations.min(counted(2, 3, 4), false, 0, 2).toDoubleArray())
        .containsExactly(0, 4, 8);
    assertThat(NativeOperations.max(counted(2, 3, 4), false).getDouble()).isEqualTo(23);
    assertThat(NativeOperations.logSumExp(manager.create(3.0), false).getDouble()).isEqualTo(3);
    double none = Double.NEGATIVE_INFINITY;
    assertThat(
            NativeOperations.logSumExp(manager.create(new double[] {none, none}), false, 0)
                .getDouble())
        .isEqualTo(none);
  }

  @Test
  void rowsAndElementsAreChosenAndAdded() {
    NDArray x = counted(2, 3);
    NDArray index = manager.create(new long[] {2, 2, 0, 1}, new Shape(2, 2));
    NDArray source = manager.create(new double[] {2, 2, 3, 4}, new Shape(2, 2));
    assertThat(NativeOperations.scatterAdd(source, 1, index, x.getShape()).toDoubleArray())
        .containsExactly(0, 0, 4, 3, 4, 0);
    NDArray rows = manager.create(new long[] {1, 1});
    assertThat(NativeOperations.indexAdd(x, 0, rows, new Shape(3, 3)).toDoubleArray())
        .containsExactly(0, 0, 0, 3, 5, 7, 0, 0, 0);
    NDArray condition = manager.create(new boolean[] {true, false, true});
    assertThat(NativeOperations.where(condition, x, manager.create(-1.0)).toDoubleArray())
        .containsExactly(0, -1, 2, 3, -1, 5);
  }

  @ParameterizedTest
  @MethodSource("floating")
  void choleskyFactorsABatchAndMarksWhatIsNotPositiveDefinite(DataType type) {
    double[] values = {4, 2, 2, 3, 1, 2, 2, 1};
    NDArray a = manager.create(values, new Shape(2, 2, 2)).toType(type, false);
    NDArray factor = NativeOperations.cholesky(a);
    assertThat(factor.getDataType()).isEqualTo(type);
    double[] got = factor.toType(DataType.FLOAT64, false).toDoubleArray();
    double[] want = {2, 0, 1, Math.sqrt(2)};
    for (int i = 0; i < 4; i++) {
      assertThat(got[i]).isCloseTo(want[i], within(1e-7));
      assertThat(got[4 + i]).isNaN();
    }
  }

  static Stream<DataType> floating() {
    return Stream.of(DataType.FLOAT32, DataType.FLOAT64);
  }

  @ParameterizedTest
  @MethodSource("floating")
  void triangularSystemsAreSolvedWithBroadcastBatches(DataType type) {
    // 99 stands above the diagonal, where nothing may be read
    NDArray l = manager.create(new double[] {2, 99, 1, 4}, new Shape(2, 2)).toType(type, false);
    NDArray b = manager.create(new double[] {2, 9, 4, 6}, new Shape(2, 2, 1)).toType(type, false);
    NDArray x = NativeOperations.solveTriangular(l, b, false);
    assertThat(toDoubles(x)).containsExactly(1, 2, 2, 1);
    assertThat(toDoubles(NativeOperations.solveTriangular(l, b, true)))
        .containsExactly(-0.125, 2.25, 1.25, 1.5);
  }

  @Test
  void diagonalsAndTriangles() {
    NDArray a = counted(2, 2, 2);
    NDArray diagonal = NativeOperations.diagonal(a);
    assertThat(diagonal.toDoubleArray()).containsExactly(0, 3, 4, 7);
    assertThat(NativeOperations.diagonalMatrix(diagonal).toDoubleArray())
        .containsExactly(0, 0, 0, 3, 4, 0, 0, 7);
    assertThat(NativeOperations.lowerTriangle(a).toDoubleArray())
        .containsExactly(0, 0, 2, 3, 4, 0, 6, 7);
  }

  @Test
  void resultsAreOrdinaryArrays() {
    NDArray x = manager.create(new double[] {1, 2});
    NDArray y = NativeOperations.log1p(x);
    assertThat(y.getManager()).isSameAs(manager);
    assertThat(y.addi(1).toDoubleArray()).containsExactly(1 + Math.log(2), 1 + Math.log(3));
  }

  @Test
  void errorsNameTheOperationAndTheShapes() {
    NDArray x = manager.create(new double[] {1, 2, 3});
    NDArray y = manager.create(new double[] {1, 2});
    assertThatThrownBy(() -> NativeOperations.xlogy(x, y))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "TorchScript xlogy(float64(3), float64(2)): The size of tensor a (3) must match the"
                + " size of tensor b (2) at non-singleton dimension 0");
    y.close();
    assertThatThrownBy(() -> NativeOperations.xlogy(x, y))
        .hasMessageContaining("xlogy(float64(3), closed array)");
  }

  private NDArray counted(long... shape) {
    Shape of = new Shape(shape);
    return manager.arange((int) of.size()).toType(DataType.FLOAT64, false).reshape(of);
  }

  private static double[] toDoubles(NDArray x) {
    return x.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
