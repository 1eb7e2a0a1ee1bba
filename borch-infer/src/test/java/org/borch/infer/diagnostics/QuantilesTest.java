package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {

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
