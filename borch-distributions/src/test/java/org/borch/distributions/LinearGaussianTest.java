package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.linearGaussian;
import static org.borch.distributions.Distributions.multivariateNormal;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kalman's filter against the joint normal distribution of a local level. */
class LinearGaussianTest {

  private static final double[] VALUES = {0.4, -0.3, 1.2, 2.1};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** A level from Normal(0.5, 2) with steps of 0.6, seen with errors of 0.8. */
  private static LinearGaussian level(int length) {
    return linearGaussian(
        BorchArray.of(0.5),
        BorchArray.of(new double[][] {{2}}),
        BorchArray.of(new double[][] {{1}}),
        BorchArray.of(new double[][] {{0.6}}),
        BorchArray.of(new double[][] {{1}}),
        BorchArray.of(new double[][] {{0.8}}),
        length);
  }

  private static double levels(int s, int t) {
    return 4 + 0.36 * Math.min(s, t);
  }

  private static NDArray series() {
    return BorchArray.of(VALUES).reshape(4, 1);
  }

  @Test
  void theDensityIsThatOfTheJointNormal() {
    double[][] covariance = new double[4][4];
    for (int s = 0; s < 4; s++) {
      for (int t = 0; t < 4; t++) {
        covariance[s][t] = levels(s, t) + (s == t ? 0.64 : 0);
      }
    }
    NDArray joint =
        multivariateNormal(0.5, BorchArray.of(covariance)).logProb(BorchArray.of(VALUES));

    assertThat(values(level(4).logProb(series()))[0]).isCloseTo(values(joint)[0], within(1e-12));
  }

  @Test
  void filteredMeansAreRegressionsOnTheValuesSoFar() {
    double[] filtered = values(level(4).filteredMeans(series()));

    double first = 0.5 + 4 / 4.64 * (VALUES[0] - 0.5);
    double variance = 4 - 16 / 4.64 + 0.36;
    double second = first + variance / (variance + 0.64) * (VALUES[1] - first);
    assertThat(filtered).hasSize(4);
    assertThat(filtered[0]).isCloseTo(first, within(1e-13));
    assertThat(filtered[1]).isCloseTo(second, within(1e-13));
  }

  @Test
  void severalSeriesAreTakenAtOnce() {
    NDArray two = BorchArray.of(new double[][] {VALUES, {1, 1, 1, 1}}).reshape(2, 4, 1);

    assertThat(values(level(4).logProb(two))[0])
        .isCloseTo(values(level(4).logProb(series()))[0], within(1e-13));
    assertThat(level(4).filteredMeans(two).getShape().getShape()).containsExactly(2, 4, 1);
  }

  @Test
  void aSeriesHasALength() {
    assertThatThrownBy(() -> level(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got length = 0, expected at least 1");
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
