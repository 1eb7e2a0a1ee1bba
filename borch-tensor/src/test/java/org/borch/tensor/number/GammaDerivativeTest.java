package org.borch.tensor.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Gamma;
import org.borch.tensor.number.ReferenceTable.Row;
import org.junit.jupiter.api.Test;

class GammaDerivativeTest {

  @Test
  void agreesWithReferencesFromTinyToHugeConcentrations() {
    for (Row row : ReferenceTable.read("gamma-derivative.csv")) {
      double computed = GammaDerivative.at(row.arguments()[0], row.arguments()[1]);
      assertThat(row.relativeError(computed)).as("%s", row).isLessThan(1e-12);
    }
  }

  /** An independent check: P of commons-math, central difference with relative error near 1e-6. */
  @Test
  void agreesWithFiniteDifferencesOfTheDistributionFunction() {
    for (double a : new double[] {0.05, 0.7, 2, 9, 18, 40}) {
      for (double x : new double[] {0.3 * a, 0.8 * a, a, 1.3 * a, 2 * a}) {
        double h = 1e-4 * a;
        double slope =
            (Gamma.regularizedGammaP(a + h, x) - Gamma.regularizedGammaP(a - h, x)) / (2 * h);
        double density = Math.exp((a - 1) * Math.log(x) - x - Gamma.logGamma(a));
        double expected = -slope / density;
        assertThat(GammaDerivative.at(a, x)).isCloseTo(expected, within(1e-5 * expected));
      }
    }
  }

  @Test
  void theThreeFormsMeetWithoutAStep() {
    double below = Math.nextDown(20.0);
    for (double x : new double[] {8, 15, 19.6, 20.9, 21.1, 30, 60}) {
      assertThat(GammaDerivative.at(below, x))
          .isCloseTo(GammaDerivative.at(20, x), within(1e-12 * GammaDerivative.at(20, x)));
    }
    for (double a : new double[] {0.001, 0.4, 5, 19}) {
      assertThat(GammaDerivative.at(a, Math.nextUp(a + 1)))
          .isCloseTo(GammaDerivative.at(a, a + 1), within(1e-12 * GammaDerivative.at(a, a + 1)));
    }
  }

  /** Golden: these bits must be the same on every machine and JVM. */
  @Test
  void bitsAreTheSameForEver() {
    assertThat(GammaDerivative.at(0.3, 0.2)).isEqualTo(0x1.364812eec5d3bp0);
    assertThat(GammaDerivative.at(0.3, 3)).isEqualTo(0x1.044832de59b7bp2);
    assertThat(GammaDerivative.at(50, 47)).isEqualTo(0x1.f1fb08de4302ep-1);
  }

  @Test
  void isFinitePositiveFarInTheTailsAndNaNOutside() {
    for (double a : new double[] {1e-3, 0.5, 19, 25, 1e3, 1e10, 1e15}) {
      for (double x : new double[] {1e-300, 1e-3 * a, a, 3 * a + 30}) {
        assertThat(GammaDerivative.at(a, x)).as("a = %s, x = %s", a, x).isPositive().isFinite();
      }
    }
    assertThat(GammaDerivative.at(0, 1)).isNaN();
    assertThat(GammaDerivative.at(1, 0)).isNaN();
    assertThat(GammaDerivative.at(Double.NaN, 1)).isNaN();
  }
}
