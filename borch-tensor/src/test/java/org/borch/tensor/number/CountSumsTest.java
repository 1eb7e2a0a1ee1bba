package org.borch.tensor.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountSumsTest {

  private static final CountSums.Term ENTROPY = (k, logMass) -> -logMass;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 3, 1e3, 1e5, 3e6, 1e9, 1e13})
  void theEntropyOfGeometricCountsHasItsClosedForm(double mean) {
    double expected = Math.log1p(mean) + mean * Math.log1p(1 / mean);
    double[] at = {1, Math.log(mean)};
    assertThat(CountSums.mean(CountFamily.NEGATIVE_BINOMIAL, at, ENTROPY))
        .isCloseTo(expected, Percentage.withPercentage(1e-8));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 3, 1e3, 1e5, 3e6, 1e9})
  void massesSumToOne(double mean) {
    for (double count : new double[] {0.3, 1, 20, 150, 300}) {
      double[] at = {count, Math.log(mean / count)};
      assertThat(CountSums.mean(CountFamily.NEGATIVE_BINOMIAL, at, (k, logMass) -> 1))
          .isCloseTo(1, Percentage.withPercentage(1e-6));
    }
  }

  @Test
  void whatHasNoEndIsNotANumber() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(CountSums.mean(CountFamily.POISSON, new double[] {infinite}, ENTROPY)).isNaN();
    assertThat(CountSums.mean(CountFamily.NEGATIVE_BINOMIAL, new double[] {1, 800}, ENTROPY))
        .isNaN();
    assertThat(CountSums.mean(CountFamily.BETA_BINOMIAL, new double[] {1e12, 1, 1}, ENTROPY))
        .isNaN();
    assertThat(CountSums.quantile(CountFamily.BETA_BINOMIAL, new double[] {1e12, 1, 1}, 0.5))
        .isNaN();
  }
}
