package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EssTest {

  @Test
  void independentDrawsCountInFull() {
    int s = 40_000;
    double[][] chains = Simulated.normal(4, s / 4, 1);
    // Geyer's sequence keeps about three autocorrelations of noise, sd 1/sqrt(S) and twice in tau.
    double tolerance = 4 * 2 * Math.sqrt(3.0 / s) * s;
    assertThat(Ess.mean(chains)).isCloseTo(s, within(tolerance));
    assertThat(Ess.bulk(chains)).isCloseTo(s, within(tolerance));
    assertThat(Ess.sd(chains)).isCloseTo(s, within(tolerance));
    assertThat(Ess.median(chains)).isCloseTo(s, within(tolerance));
    assertThat(Ess.tail(chains)).isCloseTo(s, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0.3, 0.9, 0.97})
  void autoregressiveDrawsCountByTheirAutocorrelationTime(double rho) {
    int runs = 24;
    int s = 40_000;
    double tau = (1 + rho) / (1 - rho);
    double[] estimates = new double[runs];
    for (int run = 0; run < runs; run++) {
      estimates[run] = s / Ess.mean(Simulated.autoregressive(rho, 4, s / 4, 100 + run));
    }
    double error = Math.sqrt(ChainTable.variance(estimates) / runs);
    // The sequence ends where rho^t sinks into noise of 1/sqrt(S), what it leaves out is as small.
    double truncation = 2 / Math.sqrt(s) / (1 - Math.abs(rho));
    assertThat(ChainTable.mean(estimates)).isCloseTo(tau, within(4 * error + truncation));
    assertThat(4 * error + truncation).as("the test can tell").isLessThan(0.15 * tau);
  }

  @Test
  void bulkAndTailDependOnRanksAlone() {
    double[][] chains = Simulated.autoregressive(0.5, 4, 500, 3);
    double[][] transformed = ChainTable.map(chains, x -> 1e6 * Math.exp(5 * x));
    assertThat(Ess.bulk(transformed)).isEqualTo(Ess.bulk(chains));
    // Interpolated quantiles lie between the same draws.
    assertThat(Ess.tail(transformed)).isEqualTo(Ess.tail(chains));
  }

  @Test
  void stronglyAntitheticDrawsReachTheBound() {
    double[][] chains = Simulated.autoregressive(-0.95, 2, 1000, 4);
    assertThat(Ess.mean(chains)).isCloseTo(2000 * Math.log10(2000), within(1e-9));
  }

  @Test
  void chainsThatDisagreeCountLittle() {
    double[][] chains = Simulated.normal(2, 1000, 5);
    chains[1] = ChainTable.map(new double[][] {chains[1]}, x -> x + 10)[0];
    assertThat(Ess.bulk(chains)).isLessThan(10);
  }

  @Test
  void undefinedIsNaN() {
    double[][] infinite = Simulated.normal(2, 100, 6);
    infinite[1][7] = Double.POSITIVE_INFINITY;
    for (double[][] chains :
        new double[][][] {
          Simulated.constant(3, 2, 100),
          infinite,
          Simulated.normal(4, 3, 7),
          {{Double.NaN, 1, 2, 3}}
        }) {
      assertThat(Ess.mean(chains)).isNaN();
      assertThat(Ess.bulk(chains)).isNaN();
      assertThat(Ess.sd(chains)).isNaN();
      assertThat(Ess.tail(chains)).isNaN();
    }
  }

  @Test
  void fourDrawsAreEnoughForANumber() {
    double[][] chains = {{0.3, -1.2, 0.8, 0.1}, {-0.5, 0.9, 0.2, -0.7}};
    assertThat(Ess.mean(chains)).isBetween(1.0, 8 * Math.log10(8));
    assertThat(RHat.of(chains)).isFinite();
  }

  @Test
  void unequalChainsAreNamed() {
    assertThatThrownBy(() -> Ess.bulk(new double[][] {{1, 2, 3, 4}, {1, 2, 3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chains[1] has 3 draws and chains[0] has 4");
    assertThatThrownBy(() -> Ess.bulk(new double[][] {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got none");
    assertThatThrownBy(() -> Ess.mean(new double[][] {{}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no draws");
    assertThatThrownBy(() -> Ess.quantile(new double[][] {{1, 2, 3, 4}}, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 5.0, expected in (0, 1)");
  }
}
