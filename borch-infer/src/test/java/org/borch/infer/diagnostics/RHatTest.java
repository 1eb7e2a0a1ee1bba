package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RHatTest {

  private static final int N = 20_000;

  @Test
  void shiftedChainsGiveTheRatioOfVariances() {
    double shift = 1.5;
    double[][] chains = Simulated.normal(2, N, 1);
    chains[1] = ChainTable.map(new double[][] {chains[1]}, x -> x + shift)[0];
    // Half chains have means 0, 0, d, d: their variance is d^2 / 3, within is 1.
    double expected = Math.sqrt(1 + shift * shift / 3);
    double errorOfMeans = shift * Math.sqrt(2.0 / (N / 2)) / expected;
    assertThat(RHat.split(chains)).isCloseTo(expected, within(4 * errorOfMeans));
    assertThat(RHat.of(chains)).isGreaterThan(1.2);
  }

  @Test
  void agreeingChainsAreNearOne() {
    double[][] chains = Simulated.normal(4, N, 2);
    // R^2 - 1 = B/n/W - 1/n with B a mean square of 7 degrees of freedom.
    double limit = 4 * Math.sqrt(2.0 / 7) / (N / 2);
    assertThat(RHat.of(chains)).isCloseTo(1, within(limit));
    assertThat(RHat.split(chains)).isCloseTo(1, within(limit));
  }

  @Test
  void onlyFoldingSeesADifferentSpread() {
    double[][] chains = Simulated.normal(4, 2000, 3);
    chains[0] = ChainTable.map(new double[][] {chains[0]}, x -> 3 * x)[0];
    assertThat(RHat.rank(chains)).isLessThan(1.01);
    assertThat(RHat.folded(chains)).isGreaterThan(1.05);
    assertThat(RHat.of(chains)).isEqualTo(RHat.folded(chains));
  }

  @Test
  void rankNormalisationSeesMonotoneTransformsAsTheSame() {
    double[][] chains = Simulated.autoregressive(0.8, 4, 300, 4);
    assertThat(RHat.rank(ChainTable.map(chains, x -> Math.exp(9 * x))))
        .isEqualTo(RHat.rank(chains));
  }

  @Test
  void splittingSeesATrendOfAllChains() {
    double[][] chains = Simulated.normal(4, 1000, 5);
    for (double[] chain : chains) {
      for (int i = 0; i < chain.length; i++) {
        chain[i] += i / 500.0;
      }
    }
    assertThat(RHat.of(chains)).isGreaterThan(1.1);
  }

  @Test
  void constantHalvesThatDifferAreInfinite() {
    double[][] chains = {new double[10], Simulated.constant(1, 1, 10)[0]};
    assertThat(RHat.split(chains)).isInfinite();
    assertThat(RHat.rank(chains)).isInfinite();
  }

  @Test
  void undefinedIsNaN() {
    assertThat(RHat.of(Simulated.constant(2, 4, 100))).isNaN();
    assertThat(RHat.of(Simulated.normal(4, 3, 6))).isNaN();
    assertThat(RHat.of(new double[][] {{1, 2, Double.NaN, 4}})).isNaN();
    assertThat(RHat.split(new double[][] {{1, 2, Double.NEGATIVE_INFINITY, 4}})).isNaN();
  }

  @Test
  void negativeZeroTiesWithZero() {
    double[][] plain = {{0, 0, 1, 2, 0, 3}, {1, 0, 0, 2, 1, 0}};
    double[][] signed = {{0, -0.0, 1, 2, -0.0, 3}, {1, 0, -0.0, 2, 1, 0}};
    assertThat(RHat.rank(signed)).isEqualTo(RHat.rank(plain));
  }
}
