package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutocorrelationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 65, 1000, 1024})
  void bothWaysEqualTheDefinition(int n) {
    double[] chain = Simulated.autoregressive(0.9, 1, n, n)[0];
    double[] byFourier = Autocorrelation.covariances(chain);
    Autocorrelation lazily = Autocorrelation.lazily(chain);
    double mean = ChainTable.mean(chain);
    assertThat(byFourier).hasSize(n);
    for (int lag = 0; lag < n; lag++) {
      double sum = 0;
      for (int i = 0; i + lag < n; i++) {
        sum += (chain[i] - mean) * (chain[i + lag] - mean);
      }
      assertThat(byFourier[lag]).isCloseTo(sum / n, within(1e-13));
      assertThat(lazily.covariance(lag)).isCloseTo(sum / n, within(1e-13));
    }
    assertThat(lazily.covariance(n)).isZero();
  }

  @Test
  void alternatingDrawsAlternate() {
    double[] chain = new double[100];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = 7 + (i % 2 == 0 ? 1 : -1);
    }
    double[] rho = Autocorrelation.of(chain);
    for (int lag = 0; lag < chain.length; lag++) {
      double expected = (lag % 2 == 0 ? 1 : -1) * (1 - lag / 100.0);
      assertThat(rho[lag]).isCloseTo(expected, within(1e-13));
    }
  }

  @Test
  void undefinedIsNaN() {
    assertThat(Autocorrelation.of(new double[] {2, 2, 2})).containsOnly(Double.NaN);
    assertThat(Autocorrelation.of(new double[] {2, Double.NaN, 2})).containsOnly(Double.NaN);
  }

  @Test
  void energiesGiveTheFractionOfTheirKind() {
    int n = 40_000;
    // Independent energies: changes have twice the variance; lag 1 has error 1/sqrt(n).
    assertThat(EBfmi.of(Simulated.normal(1, n, 1)[0])).isCloseTo(2, within(8 / Math.sqrt(n)));
    double[] slow = Simulated.autoregressive(0.95, 1, n, 2)[0];
    // 2 (1 - rho), and rho has variance (1 - rho^2) / n.
    double error = 2 * Math.sqrt((1 - 0.95 * 0.95) / n);
    assertThat(EBfmi.of(slow)).isCloseTo(0.1, within(4 * error));
    assertThat(EBfmi.of(new double[] {1, -1, 1, -1})).isEqualTo(3);
    assertThat(EBfmi.of(new double[] {5, 5, 5})).isNaN();
    assertThat(EBfmi.of(new double[] {5, Double.POSITIVE_INFINITY, 5})).isNaN();
    assertThat(EBfmi.of(new double[] {5})).isNaN();
  }
}
