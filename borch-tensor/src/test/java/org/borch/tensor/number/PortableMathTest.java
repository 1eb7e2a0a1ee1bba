package org.borch.tensor.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against StrictMath, whose error is below one unit in the last place. */
class PortableMathTest {

  private final SplittableRandom points = new SplittableRandom(1);

  @Test
  void logIsRightOverTheWholeRange() {
    for (int i = 0; i < 100_000; i++) {
      double x = StrictMath.exp(-740 + 1440 * points.nextDouble());
      assertNear(PortableMath.log(x), StrictMath.log(x));
      double nearOne = 0.5 + points.nextDouble();
      assertNear(PortableMath.log(nearOne), StrictMath.log(nearOne));
    }
    assertThat(PortableMath.log(1)).isZero();
    assertNear(PortableMath.log(Double.MIN_VALUE), StrictMath.log(Double.MIN_VALUE));
    assertThat(PortableMath.log(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(PortableMath.log(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PortableMath.log(-1)).isNaN();
    assertThat(PortableMath.log(Double.NaN)).isNaN();
  }

  @Test
  void expIsRightOverTheWholeRange() {
    for (int i = 0; i < 100_000; i++) {
      double x = -708 + 1417 * points.nextDouble();
      assertNear(PortableMath.exp(x), StrictMath.exp(x));
    }
    assertThat(PortableMath.exp(0)).isEqualTo(1);
    assertThat(PortableMath.exp(-745)).isEqualTo(Double.MIN_VALUE);
    assertThat(PortableMath.exp(-746)).isZero();
    assertThat(PortableMath.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(PortableMath.exp(710)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(PortableMath.exp(Double.NaN)).isNaN();
  }

  @Test
  void sineAndCosineAreRightInAnEighthTurnEachWay() {
    for (int i = 0; i < 100_000; i++) {
      double x = (points.nextDouble() - 0.5) * 0.5 * Math.PI;
      assertNear(PortableMath.sinNear0(x), StrictMath.sin(x));
      assertNear(PortableMath.cosNear0(x), StrictMath.cos(x));
    }
  }

  private static void assertNear(double computed, double exact) {
    assertThat(Math.abs(computed - exact)).isLessThanOrEqualTo(2.5 * Math.ulp(exact));
  }
}
