package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Apache Commons Statistics, whose own accuracy is about 1e-14. */
class QuantilesTest {

  @ParameterizedTest
  @ValueSource(
      doubles = {1e-300, 1e-100, 1e-30, 1.3e-11, 1.4e-11, 1e-6, 0.01, 0.0749, 0.0751, 0.3, 0.4999})
  void normalQuantiles(double p) {
    double expected = NormalDistribution.of(0, 1).inverseCumulativeProbability(p);
    assertThat(NormalScores.normalQuantile(p))
        .isCloseTo(expected, Percentage.withPercentage(1e-11));
    if (p > 1e-3) {
      assertThat(NormalScores.normalQuantile(1 - p))
          .isCloseTo(-expected, Percentage.withPercentage(1e-10));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3.5, 1.2", "1, 40", "51, 951", "501, 501", "3801.5, 201.25", "60000, 30000"})
  void betaQuantiles(double a, double b) {
    BetaDistribution beta = BetaDistribution.of(a, b);
    // The density's exponent is a difference of log gammas of that size.
    double rounding = 1e-13 + (a + b) * Math.log(a + b) * Math.ulp(1.0);
    for (double p : new double[] {1e-6, 0.1586553, 0.5, 0.8413447, 0.999}) {
      double x = BetaQuantile.of(p, a, b);
      assertThat(beta.cumulativeProbability(x)).isCloseTo(p, within(rounding));
      assertThat(BetaQuantile.cdf(x, a, b)).isCloseTo(p, within(rounding));
    }
  }

  @Test
  void logGammaOfWholeNumbersIsTheLogFactorial() {
    double factorial = 1;
    for (int n = 1; n <= 100; n++) {
      assertThat(BetaQuantile.logGamma(n)).isCloseTo(Math.log(factorial), within(1e-13 * n * n));
      factorial *= n;
    }
    assertThat(BetaQuantile.logGamma(1.5))
        .isCloseTo(Math.log(Math.sqrt(Math.PI) / 2), within(1e-14));
  }

  @Test
  void drawsInterpolateLinearly() {
    double[] sorted = {1, 2, 4, 8};
    assertThat(Quantile.ofSorted(sorted, 0.5)).isEqualTo(3);
    assertThat(Quantile.ofSorted(sorted, 0.9)).isCloseTo(6.8, within(1e-14));
    assertThat(Quantile.ofSorted(new double[] {5}, 0.9)).isEqualTo(5);
    assertThat(Quantile.ofSorted(new double[] {1, 2, Double.POSITIVE_INFINITY}, 0.5)).isEqualTo(2);
    assertThat(Quantile.ofSorted(new double[] {1, Double.NaN}, 0.5)).isNaN();
  }
}
