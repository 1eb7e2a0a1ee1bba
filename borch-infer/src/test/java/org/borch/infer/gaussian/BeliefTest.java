package org.borch.infer.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.borch.distributions.Distributions;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Normal distributions of a matrix and a vector, eight coordinates. */
class BeliefTest {

  private static final int D = 8;
  private static final Map<String, Shape> NET = new LinkedHashMap<>();

  static {
    NET.put("weight", new Shape(2, 3));
    NET.put("bias", new Shape(2));
  }

  private static BorchArray numbers(long seed, DataType type, long... shape) {
    NDArray noise = Noise.of(Key.of(seed), type).normal(new Shape(shape));
    return BorchArray.wrap(noise.mul(0.4));
  }

  private static Belief belief(Spread spread, DataType type) {
    return Belief.of(NET, numbers(1, type, D), spread);
  }

  static Stream<Belief> beliefs() {
    return Stream.of(DataType.FLOAT64, DataType.FLOAT32)
        .flatMap(
            type -> {
              BorchArray scale = numbers(2, type, D);
              return Stream.of(
                  belief(Spread.diagonal(scale), type),
                  belief(Spread.dense(scale, numbers(3, type, D * (D - 1) / 2)), type),
                  belief(Spread.lowRank(scale, numbers(4, type, D, 2)), type),
                  belief(Spread.ofPrecision(positive(5, type, D)), type),
                  belief(Spread.ofLowRankPrecision(scale.exp(), numbers(4, type, D, 2)), type),
                  belief(blocks(type), type));
            });
  }

  private static NDArray positive(long seed, DataType type, int d) {
    NDArray root = numbers(seed, type, d, d);
    return root.matMul(LinearAlgebra.transpose(root)).add(LinearAlgebra.identity(d, type).mul(0.5));
  }

  /** Orthogonal by a reflection. */
  private static NDArray orthogonal(long seed, DataType type, int d) {
    NDArray v = numbers(seed, type, d);
    NDArray unit = v.div(v.square().sum().sqrt());
    return LinearAlgebra.identity(d, type).sub(LinearAlgebra.outer(unit, unit).mul(2));
  }

  /** A 2 x 3 matrix by Kronecker factors, in coordinates 6, 0, 1, 7, 2, 3, and two others. */
  private static Spread blocks(DataType type) {
    Spread kronecker =
        Spread.kronecker(
            orthogonal(6, type, 2),
            orthogonal(7, type, 3),
            numbers(8, type, 2, 3).exp(),
            numbers(9, type, 3).exp());
    Spread rest = Spread.ofPrecision(positive(10, type, 2));
    return Spread.blocks(List.of(kronecker, rest), new long[] {6, 0, 1, 7, 2, 3, 4, 5});
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @ParameterizedTest
  @MethodSource("beliefs")
  void itsDensityIsThatOfItsCovariance(Belief belief) {
    DataType type = belief.mean().getDataType();
    NDArray at = numbers(5, type, 4, D);
    NDArray expected =
        Distributions.multivariateNormal(belief.mean(), belief.covariance()).logProb(at);
    double rounding = type == DataType.FLOAT64 ? 1e-10 : 1e-3;
    assertThat(values(belief.logDensity(at))).containsExactly(values(expected), within(rounding));
    NDArray slope = Autodiff.grad(x -> belief.logDensity(x.add(belief.mean())).sum()).apply(at);
    assertThat(values(belief.spread().precisionTimes(at).neg()))
        .containsExactly(values(slope), within(rounding));
  }

  @ParameterizedTest
  @MethodSource("beliefs")
  void samplesOfAnyShapeHaveTheParametersShapes(Belief belief) {
    for (Shape shape : new Shape[] {new Shape(), new Shape(5), new Shape(5, 4)}) {
      Map<String, NDArray> draw = belief.sample(Key.of(1), shape);
      assertThat(draw.keySet()).containsExactlyElementsOf(NET.keySet());
      NET.forEach(
          (name, own) -> {
            assertThat(draw.get(name).getShape()).isEqualTo(shape.addAll(own));
            assertThat(draw.get(name).getDataType()).isEqualTo(belief.mean().getDataType());
          });
    }
  }

  @ParameterizedTest
  @MethodSource("beliefs")
  void drawsHaveItsMeanAndCovariance(Belief belief) {
    int count = 20_000;
    NDArray draws = belief.positions(Key.of(3), count).toType(DataType.FLOAT64, false);
    double[] mean = values(draws.mean(new int[] {0}));
    NDArray centred = draws.sub(draws.mean(new int[] {0}));
    double[] covariance = values(centred.transpose().matMul(centred).div(count));
    double[] exact = values(belief.covariance());
    double[] variance = values(belief.spread().variance());
    for (int i = 0; i < D; i++) {
      assertThat(exact[i * D + i]).isCloseTo(variance[i], within(1e-5));
      double error = Math.sqrt(variance[i] / count);
      assertThat(mean[i]).isCloseTo(values(belief.mean())[i], within(4.5 * error));
      for (int j = 0; j < D; j++) {
        double product = variance[i] * variance[j] + Math.pow(exact[i * D + j], 2);
        assertThat(covariance[i * D + j])
            .isCloseTo(exact[i * D + j], within(4.5 * Math.sqrt(product / count)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("beliefs")
  void productsWithTheCovarianceAreThoseOfTheMatrix(Belief belief) {
    DataType type = belief.mean().getDataType();
    double rounding = type == DataType.FLOAT64 ? 1e-10 : 1e-4;
    NDArray x = numbers(11, type, 3, D);
    Spread spread = belief.spread();
    assertThat(values(spread.covarianceTimes(x)))
        .containsExactly(values(x.matMul(spread.covariance())), within(rounding));
    assertThat(values(spread.covarianceTimes(spread.precisionTimes(x))))
        .containsExactly(values(x), within(rounding));
    assertThat(spread.dimension()).isEqualTo(D);
  }

  @ParameterizedTest
  @MethodSource("beliefs")
  void widenedItHasMoreVarianceInEachCoordinate(Belief belief) {
    DataType type = belief.mean().getDataType();
    double rounding = type == DataType.FLOAT64 ? 1e-10 : 1e-4;
    NDArray each = numbers(12, type, D).exp();
    NDArray before = belief.covariance();
    for (NDArray more : new NDArray[] {each, BorchArray.full(new Shape(1), 0.3, type)}) {
      NDArray expected = before.add(LinearAlgebra.identity(D, type).mul(more));
      NDArray found = belief.spread().widened(more).covariance();
      assertThat(values(found)).containsExactly(values(expected), within(rounding));
    }
  }

  @Test
  void momentsByNameAreThoseOfTheFlatOnes() {
    Belief belief = belief(Spread.diagonal(numbers(2, DataType.FLOAT64, D)), DataType.FLOAT64);
    assertThat(values(belief.mean("bias"))).containsExactly(values(belief.means().get("bias")));
    assertThatThrownBy(() -> belief.deviation("skill"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no parameter skill, expected one of [weight, bias]");
    assertThat(values(belief.means().get("bias"))).containsExactly(values(belief.mean().get("6:")));
    NDArray weight = belief.deviation("weight");
    assertThat(weight.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(values(weight.square()))
        .containsExactly(values(belief.spread().variance().get(":6")), within(1e-12));
    assertThat(belief).hasToString("Belief about {weight=(2, 3), bias=(2)}");
  }

  @Test
  void oneCoordinateMayBeDense() {
    BorchArray scale = BorchArray.of(Math.log(3));
    Spread spread = Spread.dense(scale, scale);
    assertThat(values(spread.covariance())).containsExactly(new double[] {9}, within(1e-12));
    Spread given = Spread.ofFactor(BorchArray.of(new double[][] {{3}}));
    assertThat(values(given.logVolume()))
        .containsExactly(new double[] {Math.log(3)}, within(1e-12));
  }

  @Test
  void sizesThatDifferAreRefused() {
    Spread spread = Spread.diagonal(BorchArray.of(0, 0));
    assertThatThrownBy(() -> Belief.of(NET, numbers(1, DataType.FLOAT64, D), spread))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 8");
  }
}
