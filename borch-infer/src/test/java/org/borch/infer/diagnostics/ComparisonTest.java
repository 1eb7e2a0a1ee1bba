package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  /** Given terms, as a cross-validation of one's own would have. */
  private record Given(String method, List<Double> pointwise) implements Elpd {
    static Given of(double... pointwise) {
      return new Given("K-fold", Arrays.stream(pointwise).boxed().toList());
    }

    @Override
    public List<Warning> warnings() {
      return List.of();
    }
  }

  @Test
  void theBestComesFirstWithDifferencesOfPairedPoints() {
    Comparison comparison =
        Comparison.of(Map.of("a", Given.of(-1, -2, -3, -6), "b", Given.of(-2, -2, -5, -9)));
    assertThat(comparison.rows()).extracting(Comparison.Row::name).containsExactly("a", "b");
    assertThat(comparison.row("a").difference()).isZero();
    assertThat(comparison.row("a").differenceError()).isZero();
    assertThat(comparison.row("b").difference()).isEqualTo(-6);
    // Differences -1, 0, -2, -3 have variance 5/3; the sum of 4 has 4 times that.
    assertThat(comparison.row("b").differenceError())
        .isCloseTo(Math.sqrt(4 * 5.0 / 3), within(1e-12));
    assertThat(comparison.row("b").pseudoBmaWeight())
        .isCloseTo(1 / (1 + Math.exp(6)), within(1e-12));
    assertThat(comparison.row("a").stackingWeight()).isCloseTo(1, within(1e-9));
    assertThat(comparison.toString()).contains("-12.0").contains("-18.0").contains("stacking");
  }

  @Test
  void stackingWeighsModelsByThePointsThatOnlyTheyPredict() {
    // Each point is possible under one model alone: the score is 0.7 log w + 0.3 log (1 - w).
    double[] first = IntStream.range(0, 10).mapToDouble(i -> i < 7 ? -1 : -2000).toArray();
    double[] second = IntStream.range(0, 10).mapToDouble(i -> i < 7 ? -2000 : -3).toArray();
    assertThat(Stacking.weights(new double[][] {first, second}))
        .containsExactly(new double[] {0.7, 0.3}, within(1e-9));
  }

  @Test
  void stackingFindsTheMaximumOfAMixture() {
    double[][] elpd = {{-1, -2, -1.5, -0.2}, {-2, -1, -1.5, -1}, {-1.2, -1.4, -1, -2}};
    double[] best = Stacking.weights(elpd);
    assertThat(best[0] + best[1] + best[2]).isCloseTo(1, within(1e-12));
    double score = score(elpd, best);
    for (int k = 0; k < 3; k++) {
      for (double step : new double[] {1e-3, 1e-2, 0.1, 1}) {
        double[] moved = best.clone();
        for (int j = 0; j < 3; j++) {
          moved[j] = (1 - step) * best[j] + (j == k ? step : 0);
        }
        assertThat(score(elpd, moved)).isLessThanOrEqualTo(score + 1e-12);
      }
    }
  }

  private static double score(double[][] elpd, double[] weights) {
    double score = 0;
    for (int i = 0; i < elpd[0].length; i++) {
      double density = 0;
      for (int k = 0; k < weights.length; k++) {
        density += weights[k] * Math.exp(elpd[k][i]);
      }
      score += Math.log(density) / elpd[0].length;
    }
    return score;
  }

  @Test
  void equalModelsShareAndCannotBeToldApart() {
    Comparison comparison = Comparison.of(Map.of("a", Given.of(-1, -2), "b", Given.of(-1, -2)));
    assertThat(comparison.row("b").stackingWeight()).isEqualTo(0.5);
    assertThat(comparison.warnings())
        .extracting(Warning::kind)
        .containsExactly(Warning.Kind.SMALL_DIFFERENCE, Warning.Kind.TOO_FEW);
    assertThat(comparison.toString()).contains("they predict about as well");
  }

  @Test
  void manyPointsAndAClearDifferenceNeedNoWarning() {
    double[] good = IntStream.range(0, 200).mapToDouble(i -> -1 - 0.01 * (i % 7)).toArray();
    double[] bad = IntStream.range(0, 200).mapToDouble(i -> -2 - 0.01 * (i % 5)).toArray();
    assertThat(Comparison.of(Map.of("good", Given.of(good), "bad", Given.of(bad))).warnings())
        .isEmpty();
  }

  @Test
  void onlyLikeComparesWithLike() {
    Given loo = new Given("loo", List.of(-1.0, -2.0));
    assertThatThrownBy(() -> Comparison.of(Map.of("a", loo)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a], expected at least 2");
    assertThatThrownBy(() -> Comparison.of(Map.of("a", loo, "b", Given.of(-3, -2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b has K-fold of 2 points and a has loo of 2");
    assertThatThrownBy(() -> Comparison.of(Map.of("a", Given.of(-1, -2), "b", Given.of(-3))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Comparison.of(Map.of("a", loo, "b", loo)).row("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row(\"c\")");
  }
}
