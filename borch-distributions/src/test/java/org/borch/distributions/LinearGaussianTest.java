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

  private static double[][] covariance() {
    double[][] all = new double[4][4];
    for (int s = 0; s < 4; s++) {
      for (int t = 0; t < 4; t++) {
        all[s][t] = levels(s, t) + (s == t ? 0.64 : 0);
      }
    }
    return all;
  }

  @Test
  void smoothedLevelsAreRegressionsOnAllValues() {
    LinearGaussian.States states = level(4).smoothed(series());
    double[] gaps = {-0.1, -0.8, 0.7, 1.6};

    assertThat(states.means().getShape().getShape()).containsExactly(4, 1);
    assertThat(states.covariances().getShape().getShape()).containsExactly(4, 1, 1);
    for (int t = 0; t < 4; t++) {
      double[] across = {levels(t, 0), levels(t, 1), levels(t, 2), levels(t, 3)};
      double mean = 0.5 + Normals.form(across, covariance(), gaps);
      double variance = levels(t, t) - Normals.form(across, covariance(), across);
      assertThat(values(states.means())[t]).isCloseTo(mean, within(1e-12));
      assertThat(values(states.covariances())[t]).isCloseTo(variance, within(1e-12));
    }
  }

  @Test
  void valuesAndTheirForecastAreTheWholeSeries() {
    NDArray start = BorchArray.of(VALUES[0], VALUES[1]).reshape(2, 1);
    NDArray end = BorchArray.of(VALUES[2], VALUES[3]).reshape(2, 1);
    LinearGaussian forecast = level(2).forecast(start, 2);

    double whole = values(level(2).logProb(start))[0] + values(forecast.logProb(end))[0];

    assertThat(forecast.mean().getShape().getShape()).containsExactly(2, 1);
    assertThat(whole).isCloseTo(values(level(4).logProb(series()))[0], within(1e-12));
  }

  @Test
  void valuesThatAreNotSeenAreLeftOut() {
    NDArray gappy = BorchArray.of(VALUES[0], Double.NaN, VALUES[2], VALUES[3]).reshape(4, 1);
    LinearGaussian seen = level(4).seenAt(BorchArray.of(1, 0, 1, 1).reshape(4, 1));
    double[][] all = covariance();
    double[][] rest = new double[3][3];
    int[] kept = {0, 2, 3};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        rest[i][j] = all[kept[i]][kept[j]];
      }
    }
    double[] gaps = {-0.1, 0.7, 1.6};
    double[] across = {levels(1, 0), levels(1, 2), levels(1, 3)};

    assertThat(values(seen.logProb(gappy))[0])
        .isCloseTo(Normals.logDensity(rest, gaps), within(1e-12));
    assertThat(values(seen.smoothed(gappy).means())[1])
        .isCloseTo(0.5 + Normals.form(across, rest, gaps), within(1e-12));
    assertThatThrownBy(() -> level(4).seenAt(BorchArray.of(1, 0, 1, 1)))
        .hasMessageContaining("got seen of shape (4), expected the values' own shape");
  }

  /** Of two values at each time, of which errors are correlated, one is missing. */
  @Test
  void aPartOfAValueMayBeMissing() {
    NDArray tril = BorchArray.of(new double[][] {{0.8, 0}, {0.5, 0.7}});
    NDArray one = BorchArray.of(new double[][] {{1}});
    NDArray x = BorchArray.of(new double[][] {{0.4, Double.NaN}, {-0.3, Double.NaN}});
    LinearGaussian both =
        linearGaussian(
            BorchArray.of(0.5),
            one.mul(2),
            one,
            one.mul(0.6),
            BorchArray.of(new double[][] {{1}, {3}}),
            tril,
            2);
    NDArray seen = BorchArray.of(new double[][] {{1, 0}, {1, 0}});
    NDArray first = BorchArray.of(0.4, -0.3).reshape(2, 1);

    assertThat(values(both.seenAt(seen).logProb(x))[0])
        .isCloseTo(values(level(2).logProb(first))[0], within(1e-12));
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
