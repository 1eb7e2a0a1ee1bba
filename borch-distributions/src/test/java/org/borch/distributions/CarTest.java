package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.car;
import static org.borch.distributions.Distributions.intrinsicCar;
import static org.borch.distributions.Distributions.zeroSumNormal;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Effects of three places in a row, and of three that all touch. */
class CarTest {

  private static final double[] X = {0.4, -1.3, 0.9};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static NDArray row() {
    return BorchArray.of(new double[][] {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}});
  }

  @Test
  void theDensityIsThatOfItsPrecision() {
    double quadratic = 0.16 + 2 * 1.69 + 0.81 - 2 * 0.6 * (0.4 * -1.3 + -1.3 * 0.9);
    double determinant = (2 - 2 * 0.36) / Math.pow(1.5, 6); // of D - 0.6 W, over σ^6
    double expected =
        Math.log(determinant) / 2 - 1.5 * Math.log(2 * Math.PI) - quadratic / 2 / 2.25;

    assertThat(values(car(1.5, 0.6, row()).logProb(BorchArray.of(X)))[0])
        .isCloseTo(expected, within(1e-13));
  }

  /** The matrix-tree theorem: the eigenvalues but 0 of D - W multiply to n trees, here 3. */
  @Test
  void theIntrinsicDensityIsThatOfTheDifferences() {
    double quadratic = 1.7 * 1.7 + 2.2 * 2.2;
    double expected =
        -Math.log(2 * Math.PI) - 2 * Math.log(1.5) + Math.log(3) - quadratic / 2 / 2.25;

    assertThat(values(intrinsicCar(1.5, row()).logProb(BorchArray.of(X)))[0])
        .isCloseTo(expected, within(1e-13));
  }

  @Test
  void whereAllTouchTheIntrinsicEffectsAreIndependentLessTheirMean() {
    NDArray all = BorchArray.of(new double[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}});
    IntrinsicCar effects = intrinsicCar(1.5, all);
    ZeroSumNormal same = zeroSumNormal(3, 1.5 / Math.sqrt(3));

    assertThat(values(effects.logProb(BorchArray.of(X)))[0])
        .isCloseTo(values(same.logProb(BorchArray.of(X)))[0], within(1e-13));
    assertThat(values(effects.variance())[2]).isCloseTo(values(same.variance())[2], within(1e-13));
    assertThat(values(effects.entropy())[0]).isCloseTo(values(same.entropy())[0], within(1e-13));
  }

  @Test
  void neighboursAreMutualAndReachAll() {
    assertThatThrownBy(() -> car(1, 0.5, BorchArray.of(new double[][] {{0, 1}, {0, 0}})))
        .hasMessageContaining("car(..., adjacency) got adjacency with 1.0 at (0, 1)");
    assertThatThrownBy(() -> car(1, 0.5, BorchArray.of(1, 2)))
        .hasMessageContaining("got adjacency of shape (2)");
    assertThatThrownBy(
            () -> car(1, 0.5, BorchArray.of(new double[][] {{0, 1, 0}, {1, 0, 0}, {0, 0, 0}})))
        .hasMessageContaining("with no neighbour of place 2");
    double[][] apart = {{0, 1, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0, 0, 1, 0}};
    assertThatThrownBy(() -> intrinsicCar(1, BorchArray.of(apart)))
        .hasMessageContaining("got adjacency of places that fall apart");
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
