package org.borch.infer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.borch.distributions.Distributions;
import org.junit.jupiter.api.Test;

/** Numbers by hand. */
class MetricsTest {

  private static final double[] OBSERVED = {1, 2, 3, 4};

  @Test
  void f10RSquaredIsRelativeToTheObservations() {
    // Half of each: residuals 0.5, 1, 1.5, 2, squares 7.5; the observations' 5.
    double[] half = {0.5, 1, 1.5, 2};
    assertThat(Measure.R_SQUARED.of(half, OBSERVED)).isCloseTo(1 - 7.5 / 5, within(1e-15));
    assertThat(Measure.R_SQUARED.of(OBSERVED, OBSERVED)).isEqualTo(1);
    assertThat(Measure.R_SQUARED.of(new double[] {2.5, 2.5, 2.5, 2.5}, OBSERVED)).isZero();
    assertThat(Measure.EXPLAINED_RATIO.of(half, OBSERVED))
        .isCloseTo((4 + 2.25 + 1 + 0.25) / 5, within(1e-15));
    assertThat(Measure.MEAN_SQUARED_ERROR.of(half, OBSERVED)).isCloseTo(7.5 / 4, within(1e-15));
    assertThat(Measure.ACCURACY.of(new double[] {1, 2, 0, 4}, OBSERVED)).isEqualTo(0.75);
  }

  @Test
  void aSupportSuggestsMetrics() {
    assertThat(Measure.suitedTo(Distributions.poisson(1).support()))
        .containsExactly(Measure.ACCURACY);
    assertThat(Measure.suitedTo(Distributions.normal(0, 1).support()))
        .containsExactly(Measure.MEAN_SQUARED_ERROR, Measure.R_SQUARED);
    assertThat(Measure.suitedTo(Distributions.gamma(1, 1).support()))
        .containsExactly(Measure.MEAN_SQUARED_ERROR, Measure.R_SQUARED);
    assertThat(Measure.suitedTo(Distributions.beta(1, 1).support()))
        .containsExactly(Measure.MEAN_SQUARED_ERROR);
  }

  @Test
  void whatHasNoMetricIsRefused() {
    assertThatThrownBy(() -> Measure.ACCURACY.of(new double[3], OBSERVED))
        .hasMessageContaining("ACCURACY of 3 predictions for 4 observations");
    assertThatThrownBy(() -> Measure.ACCURACY.of(new double[0], new double[0]))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> Measure.R_SQUARED.of(new double[] {1, 2}, new double[] {3, 3}))
        .hasMessageContaining("all 2 observations are 3.0");
    assertThatThrownBy(
            () -> Measure.MEAN_SQUARED_ERROR.of(new double[] {1, Double.NaN}, new double[] {1, 2}))
        .hasMessageContaining("prediction 1 is NaN");
  }

  @Test
  void f42AConfusionMatrixHasCountsAndShares() {
    ConfusionMatrix<String> matrix =
        ConfusionMatrix.of(List.of("b", "a", "a", "c", "a"), List.of("b", "a", "b", "b", "a"));
    assertThat(matrix.labels()).containsExactly("a", "b", "c");
    assertThat(matrix.counts()).isDeepEqualTo(new int[][] {{2, 0, 0}, {1, 1, 1}, {0, 0, 0}});
    assertThat(matrix.shares()[1]).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
    assertThat(matrix.shares()[2]).containsExactly(0, 0, 0);
    assertThat(matrix)
        .hasToString(
            "observed \\ predicted [a, b, c]%na [2, 0, 0]%nb [1, 1, 1]%nc [0, 0, 0]".formatted());
    assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a"), List.of()))
        .hasMessageContaining("1 predictions for 0 observations");
  }

  @Test
  void theAreaUnderTheRocIsAProbabilityWithTiesCountingHalf() {
    double[] scores = {0.1, 0.4, 0.4, 0.8};
    // Pairs (positive, negative): (0.4, 0.1) 1, (0.4, 0.4) 1/2, (0.8, 0.1) 1, (0.8, 0.4) 1.
    assertThat(Roc.area(scores, new boolean[] {false, true, false, true})).isEqualTo(3.5 / 4);
    double[] far = {-1e9, 3, Double.POSITIVE_INFINITY};
    assertThat(Roc.area(far, new boolean[] {false, false, true})).isEqualTo(1);
    assertThatThrownBy(() -> Roc.area(scores, new boolean[4]))
        .hasMessageContaining("0 positives and 4 negatives");
  }

  @Test
  void f14HardNegativesLeaveTheLossesAsTheyAre() {
    double[][] losses = {{5, 1, 4, 3, 2}, {1, 2, 3, 4, 5}};
    double[][] before = Arrays.stream(losses).map(double[]::clone).toArray(double[][]::new);
    int[][] labels = {{0, 1, 0, 0, 0}, {0, 0, 0, 0, 0}};
    boolean[][] mask = HardNegatives.mask(losses, labels, 2);
    assertThat(mask[0]).containsExactly(true, true, true, false, false);
    assertThat(mask[1]).containsExactly(false, false, false, false, false);
    assertThat(losses).isDeepEqualTo(before);
    assertThatThrownBy(() -> HardNegatives.mask(losses, labels, -1)).hasMessageContaining("ratio");
    assertThatThrownBy(() -> HardNegatives.mask(losses, new int[1][5], 1))
        .hasMessageContaining("2 rows of losses, but 1");
    assertThatThrownBy(() -> HardNegatives.mask(losses, new int[2][4], 1))
        .hasMessageContaining("row 0: 5 losses, but 4");
  }
}
