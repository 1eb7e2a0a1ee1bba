package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.borch.tensor.number.SpecialFunctions;
import org.junit.jupiter.api.Test;

class McseTest {

  private static final int S = 40_000;

  @Test
  void independentNormalsHaveTheTextbookErrors() {
    double[][] chains = Simulated.normal(4, S / 4, 1);
    // Half the relative error of the ESS, see EssTest.
    Percentage ofEss = Percentage.withPercentage(400 * Math.sqrt(3.0 / S));
    assertThat(Mcse.mean(chains)).isCloseTo(1 / Math.sqrt(S), ofEss);
    // The estimated fourth moment adds an error of its own: variance 96 / (2^2 S) of the square.
    Percentage ofMoment = Percentage.withPercentage(400 * Math.sqrt((3.0 + 6) / S));
    assertThat(Mcse.sd(chains)).isCloseTo(1 / Math.sqrt(2 * S), ofMoment);
    // About sqrt(S) draws lie between the two quantiles: their count has relative error S^(-1/4).
    Percentage ofSpacing = Percentage.withPercentage(400 / Math.sqrt(Math.sqrt(S)));
    assertThat(Mcse.median(chains)).isCloseTo(Math.sqrt(Math.PI / 2 / S), ofSpacing);
    double q95 = SpecialFunctions.normalQuantile(0.95);
    double density = Math.exp(-q95 * q95 / 2) / Math.sqrt(2 * Math.PI);
    // sqrt(S 0.05 0.95) draws on each side instead of sqrt(S) / 2.
    assertThat(Mcse.quantile(chains, 0.95))
        .isCloseTo(
            Math.sqrt(0.95 * 0.05 / S) / density,
            Percentage.withPercentage(400 / Math.sqrt(2 * Math.sqrt(S * 0.95 * 0.05))));
  }

  @Test
  void theErrorOfTheMeanIsTheSpreadOfMeans() {
    int runs = 200;
    double[] means = new double[runs];
    double[] errors = new double[runs];
    for (int run = 0; run < runs; run++) {
      double[][] chains = Simulated.autoregressive(0.7, 2, 1000, 50 + run);
      means[run] = ChainTable.mean(ChainTable.flat(chains));
      errors[run] = Mcse.mean(chains);
    }
    double spread = Math.sqrt(ChainTable.variance(means));
    // A standard deviation of 200 numbers has relative error 1/sqrt(400).
    assertThat(ChainTable.mean(errors))
        .isCloseTo(spread, within(4 * spread / Math.sqrt(2.0 * runs)));
  }

  @Test
  void errorsScaleWithTheDraws() {
    double[][] chains = Simulated.autoregressive(0.4, 4, 250, 2);
    double[][] scaled = ChainTable.map(chains, x -> 1000 * x + 5);
    Percentage rounding = Percentage.withPercentage(1e-9);
    assertThat(Mcse.mean(scaled)).isCloseTo(1000 * Mcse.mean(chains), rounding);
    assertThat(Mcse.sd(scaled)).isCloseTo(1000 * Mcse.sd(chains), rounding);
    assertThat(Mcse.median(scaled)).isCloseTo(1000 * Mcse.median(chains), rounding);
  }

  @Test
  void undefinedIsNaN() {
    for (double[][] chains :
        new double[][][] {Simulated.constant(1, 4, 50), {{1, 2, Double.NaN, 4}}, {{1, 2, 3}}}) {
      assertThat(Mcse.mean(chains)).isNaN();
      assertThat(Mcse.sd(chains)).isNaN();
      assertThat(Mcse.median(chains)).isNaN();
    }
  }
}
