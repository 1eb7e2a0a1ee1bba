package org.borch.tensor.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HurwitzZetaTest {

  /** From mpmath 1.3 with 30 digits. */
  @ParameterizedTest
  @CsvSource({
    "3, 0.0009765625, 1073741825.1988919582",
    "3, 0.3125, 33.352491239917274144",
    "3, 2.5, 0.1181020258208637015",
    "3, 40.0, 0.00032041013591764929388",
    "3, 1048576.0, 4.5474778456753990831e-13",
    "4, 0.75, 3.29388542247509996",
    "4, 11.5, 0.00024941079204487084299",
    "5, 1.25, 0.34897452658057223159",
    "7, 3.0, 0.0005367773819228268398",
    "12, 6.5, 2.1712022311637712523e-10",
    "3, -0.25, -61.348683391831180184",
    "3, -7.25, -62.004263018282866853",
    "4, -2.5, 32.457979369864603737"
  })
  void agreesWithReferences(int s, double x, double expected) {
    assertThat(HurwitzZeta.at(s, x)).isCloseTo(expected, within(1e-14 * Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void polesAndInfinity(int s) {
    assertThat(HurwitzZeta.at(s, 0)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(HurwitzZeta.at(s, -3)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(HurwitzZeta.at(s, Double.POSITIVE_INFINITY)).isZero();
    assertThat(HurwitzZeta.at(s, Double.NEGATIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(HurwitzZeta.at(s, Double.NaN)).isNaN();
  }
}
