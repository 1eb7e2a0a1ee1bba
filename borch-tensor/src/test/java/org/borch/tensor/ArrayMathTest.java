package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.at;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.logSoftmax;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.maximum;
import static org.borch.tensor.ArrayMath.minimum;
import static org.borch.tensor.ArrayMath.oneHot;
import static org.borch.tensor.ArrayMath.oneMinus;
import static org.borch.tensor.ArrayMath.product;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.softmax;
import static org.borch.tensor.ArrayMath.softplus;
import static org.borch.tensor.ArrayMath.stopGradient;
import static org.borch.tensor.ArrayMath.sum;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlog1py;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and derivatives where formulas written naively overflow, cancel or become NaN. */
class ArrayMathTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static NDArray of(DataType type, double... values) {
    return ArrayMath.cast(BorchArray.of(values), type);
  }

  private static double[] slope(UnaryOperator<NDArray> function, NDArray at) {
    return values(Autodiff.grad(x -> function.apply(x).sum()).apply(at));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** Equal up to a few roundings of the type. */
  private static void assertClose(double[] actual, DataType type, double... expected) {
    double epsilon = type == DataType.FLOAT32 ? 0x1p-23 : 0x1p-52;
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (Double.isFinite(expected[i])) {
        assertThat(actual[i])
            .as("element %d", i)
            .isCloseTo(expected[i], within(8 * epsilon * Math.abs(expected[i])));
      } else {
        assertThat(actual[i]).as("element %d", i).isEqualTo(expected[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void softplusAndLogSigmoidNeitherOverflowNorLoseTheirTails(DataType type) {
    NDArray x = of(type, -1000, -50, 0, 50, 1000);

    assertClose(values(softplus(x)), type, 0, Math.exp(-50), Math.log(2), 50, 1000);
    assertClose(values(logSigmoid(x)), type, -1000, -50, -Math.log(2), -Math.exp(-50), 0);
    assertClose(slope(ArrayMath::softplus, x), type, 0, Math.exp(-50), 0.5, 1, 1);
    assertClose(slope(ArrayMath::logSigmoid, x), type, 1, 1, 0.5, Math.exp(-50), 0);
    assertClose(values(sigmoid(of(type, -INF, INF))), type, 0, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void logSumExpOfOnlyMinusInfinityIsMinusInfinityWithDerivativeZero(DataType type) {
    NDArray rows =
        ArrayMath.cast(
            BorchArray.of(
                new double[][] {
                  {-INF, -INF, -INF},
                  {-INF, 0, 0},
                  {1000, 1000, -1000},
                  {-1000, -1000, -1000}
                }),
            type);

    assertClose(
        values(logSumExp(rows, 1)),
        type,
        -INF,
        Math.log(2),
        1000 + Math.log(2),
        -1000 + Math.log(3));
    // exp(x - logSumExp) inherits the rounding of a value near 1000.
    double epsilon = type == DataType.FLOAT32 ? 0x1p-23 : 0x1p-52;
    assertThat(slope(x -> logSumExp(x, 1), rows))
        .containsExactly(
            new double[] {0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3},
            within(1000 * epsilon));
  }

  @Test
  void logSumExpOfInfinityIsInfinity() {
    assertThat(values(logSumExp(BorchArray.of(1, INF, -INF)))).containsExactly(INF);
    assertThat(values(logSumExp(BorchArray.of(1, NAN)))).containsExactly(NAN);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void softmaxOfExtremeScoresIsADistribution(DataType type) {
    NDArray scores = of(type, 1000, 0, -INF, -1000);

    assertThat(values(softmax(scores, 0))).containsExactly(1, 0, 0, 0);
    assertClose(values(logSoftmax(scores, 0)), type, 0, -1000, -INF, -2000);
    assertThat(slope(x -> logSoftmax(x, 0).get("0"), scores)).containsExactly(0, 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void xlogyAtZeroIsZero(DataType type) {
    NDArray zero = of(type, 0, 0, 0, 2);
    NDArray y = of(type, 0, 0.5, INF, 0.5);

    assertClose(values(xlogy(zero, y)), type, 0, 0, 0, 2 * Math.log(0.5));
    assertClose(slope(v -> xlogy(zero, v), y), type, 0, 0, 0, 4);
    assertClose(slope(x -> xlogy(x, y), zero), type, 0, Math.log(0.5), INF, Math.log(0.5));
    NDArray atPole = of(type, -1, -0.5, 0);
    NDArray none = of(type, 0, 0, 0);
    assertThat(values(xlog1py(none, atPole))).containsExactly(0, 0, 0);
    assertThat(slope(v -> xlog1py(none, v), atPole)).containsExactly(0, 0, 0);
  }

  /** References: mpmath 1.3, 50 digits, log(ncdf(x)) and npdf(x) / ncdf(x). */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void logNormalCdfKeepsItsTails(DataType type) {
    NDArray x = of(type, -40, -5, 0, 5, 40);

    double[] value = values(logNormalCdf(x));
    double[] ratio = slope(ArrayMath::logNormalCdf, x);

    double[] cdf = {
      -804.608442013753788, -15.0649983939887257, -0.693147180559945309, -2.86651612963763593e-7, 0
    };
    double[] ratios = {
      40.0249688472072637, 5.18650396712584211, 0.797884560802865356, 1.48671994090490571e-6, 0
    };
    double tolerance = type == DataType.FLOAT32 ? 3e-5 : 1e-12;
    for (int i = 0; i < 5; i++) {
      assertThat(value[i]).isCloseTo(cdf[i], within(tolerance * Math.abs(cdf[i]) + 1e-300));
      assertThat(ratio[i])
          .isCloseTo(ratios[i], within(10 * tolerance * Math.abs(ratios[i]) + 1e-300));
    }
  }

  /**
   * References: the continued fraction to 60 terms; the second derivative is -r (r + x) with r =
   * φ/Φ.
   */
  @Test
  void theSlopeOfLogNormalCdfIsRightFarOut() {
    double[] far = {-5.9, -6.1, -1e4, -1e5, -1e9};
    double[] ratios = {6.060916625635347, 6.256118131711161, 10000.0001, 100000.00001, 1e9};
    double[] wide = slope(ArrayMath::logNormalCdf, BorchArray.of(far));
    double[] narrow = slope(ArrayMath::logNormalCdf, of(DataType.FLOAT32, far));
    double[] second =
        slope(
            x -> Autodiff.grad(v -> logNormalCdf(v).sum()).apply(x),
            BorchArray.of(-6.1, -1e4, -1e5, -1e9));
    for (int i = 0; i < far.length; i++) {
      assertThat(wide[i]).isCloseTo(ratios[i], within(1e-10 * ratios[i]));
      assertThat(narrow[i]).isCloseTo(ratios[i], within(1e-5 * ratios[i]));
    }
    double ratio = ratios[1];
    assertThat(second[0]).isCloseTo(-ratio * (ratio - 6.1), within(1e-8));
    assertThat(second[1]).isCloseTo(-1, within(2e-8));
    assertThat(second[2]).isCloseTo(-1, within(2e-10));
    assertThat(second[3]).isCloseTo(-1, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void log1pAndExpm1KeepTinyNumbers(DataType type) {
    NDArray tiny = of(type, 1e-20, -1e-20, 1e-30, 0);
    double[] expected = values(tiny);

    assertClose(values(log1p(tiny)), type, expected);
    assertClose(values(expm1(tiny)), type, expected);
    assertThat(values(log1p(of(type, -1)))).containsExactly(-INF);
    assertThat(values(expm1(of(type, -1000)))).containsExactly(-1);
    assertThat(slope(ArrayMath::expm1, of(type, -1000))).containsExactly(0);
  }

  @Test
  void gammaFunctionsHaveTheirPolesAndAsymptotes() {
    NDArray x = BorchArray.of(0, 1e-300, 1e10, INF);

    // Stirling: log Γ(x) = (x - 1/2) log x - x + log(2π)/2 + 1/(12 x).
    double large = (1e10 - 0.5) * Math.log(1e10) - 1e10 + 0.5 * Math.log(2 * Math.PI);
    assertClose(
        values(ArrayMath.logGamma(x)), DataType.FLOAT64, INF, 300 * Math.log(10), large, INF);
    assertClose(
        values(ArrayMath.digamma(x.get("1:3"))),
        DataType.FLOAT64,
        -1e300,
        Math.log(1e10) - 0.5e-10);
    assertClose(values(ArrayMath.trigamma(BorchArray.of(1e10))), DataType.FLOAT64, 1e-10 + 0.5e-20);
  }

  @Test
  void logBetaIsSymmetricAndBroadcasts() {
    NDArray a = BorchArray.of(0.5, 3);
    NDArray b = BorchArray.scalar(2, DataType.FLOAT64);

    double[] expected = {Math.log(4.0 / 3), -Math.log(12)};
    assertThat(values(ArrayMath.logBeta(a, b))).containsExactly(expected, within(1e-14));
    assertThat(values(ArrayMath.logBeta(b, a))).containsExactly(expected, within(1e-14));
  }

  @Test
  void theSideThatWhereDoesNotChooseHasDerivativeZeroIfItIsFinite() {
    NDArray x = BorchArray.of(-1, 4);

    double[] slope = slope(v -> where(v.gt(0), where(v.gt(0), v, 1).sqrt(), exp(v)), x);

    assertThat(slope).containsExactly(new double[] {Math.exp(-1), 0.25}, within(1e-15));
  }

  @Test
  void tiesShareTheDerivativeOfAnExtremum() {
    NDArray x = BorchArray.of(2, 5, 5, 1);

    assertThat(slope(NDArray::max, x)).containsExactly(0, 0.5, 0.5, 0);
    assertThat(slope(v -> maximum(v, stopGradient(v)), x)).containsExactly(0.5, 0.5, 0.5, 0.5);
  }

  @Test
  void oneHotMarksThePlaceOfEachIndex() {
    NDArray marks = oneHot(BorchArray.ofLongs(2, 0), 3, DataType.FLOAT32);

    assertThat(marks.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(marks.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(values(marks)).containsExactly(0, 0, 1, 1, 0, 0);
  }

  @Test
  void numbersKeepTheTypeOfTheArray() {
    NDArray x = BorchArray.ofFloats(1.5f, 2);

    for (NDArray result :
        List.of(x.add(0.1), x.mul(2), x.pow(0.5), x.div(3L), x.maximum(0.25), x.sub(1e-9))) {
      assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
    }
    assertThat(BorchArray.ofLongs(3).mul(2).getDataType()).isEqualTo(DataType.INT64);
    assertThat(BorchArray.ofLongs(3).mul(0.5).getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void sumsAndProductsOfSeveralArraysBroadcast() {
    BorchArray a = BorchArray.of(1, 2);
    BorchArray b = BorchArray.of(new double[][] {{10}, {20}});
    BorchArray c = BorchArray.scalar(3, DataType.FLOAT64);
    assertThat(values(sum(a, b, c))).containsExactly(14, 15, 24, 25);
    assertThat(values(product(a, b, c))).containsExactly(30, 60, 60, 120);
    assertThat(values(sum(a, a))).containsExactly(2, 4);
    assertThat(slope(x -> product(x, x, x), a)).containsExactly(3, 12);
  }

  @Test
  void numbersStandForArraysOfTheOthersType() {
    NDArray x = of(DataType.FLOAT32, -1, 0.5, 2);
    assertThat(values(maximum(x, 0))).containsExactly(0, 0.5, 2);
    assertThat(values(minimum(x, 1))).containsExactly(-1, 0.5, 1);
    assertThat(maximum(x, 0.1).getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(values(oneMinus(x))).containsExactly(2, 0.5, -1);
    assertThat(values(where(x.gt(0), 0.1, 0.9))).containsExactly(0.9, 0.1, 0.1);
  }

  @Test
  void atTakesElementsOfVectorsAndRowsOfMatrices() {
    BorchArray index = BorchArray.ofLongs(2, 0, 2);
    assertThat(values(at(BorchArray.of(5, 6, 7), index))).containsExactly(7, 5, 7);
    NDArray rows = at(BorchArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), index);
    assertThat(rows.getShape()).isEqualTo(new Shape(3, 2));
    assertThat(values(rows)).containsExactly(5, 6, 1, 2, 5, 6);
    assertThat(slope(x -> at(x, index), BorchArray.of(5, 6, 7))).containsExactly(1, 0, 2);
  }
}
