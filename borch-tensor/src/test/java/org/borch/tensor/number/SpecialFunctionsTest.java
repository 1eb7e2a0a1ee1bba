package org.borch.tensor.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.borch.tensor.number.ReferenceTable.Row;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  private static final Map<String, DoubleUnaryOperator> UNARY =
      Map.of(
          "logGamma", SpecialFunctions::logGamma,
          "digamma", SpecialFunctions::digamma,
          "trigamma", SpecialFunctions::trigamma,
          "erf", SpecialFunctions::erf,
          "erfc", SpecialFunctions::erfc,
          "normalCdf", SpecialFunctions::normalCdf,
          "logNormalCdf", SpecialFunctions::logNormalCdf,
          "normalQuantile", SpecialFunctions::normalQuantile,
          "log1pExp", SpecialFunctions::log1pExp,
          "logSigmoid", SpecialFunctions::logSigmoid);

  private static final Set<String> RELATIVELY_ACCURATE =
      Set.of(
          "erf", "erfc", "normalCdf", "logNormalCdf", "normalQuantile", "log1pExp", "logSigmoid");

  @Test
  void agreeWithReferences() {
    for (Row row : ReferenceTable.read("special-functions.csv")) {
      double computed = compute(row);
      double scale =
          RELATIVELY_ACCURATE.contains(row.function())
              ? Math.abs(row.value())
              : Math.max(1, Math.abs(row.value()));
      assertThat(row.absoluteError(computed))
          .as("%s, got %s", row, computed)
          .isLessThanOrEqualTo(1e-14 * scale);
    }
  }

  private static double compute(Row row) {
    double[] x = row.arguments();
    return row.function().equals("logBeta")
        ? SpecialFunctions.logBeta(x[0], x[1])
        : UNARY.get(row.function()).applyAsDouble(x[0]);
  }

  @Test
  void logGammaIsRelativelyAccurateNearItsZeros() {
    for (Row row : ReferenceTable.read("special-functions.csv")) {
      if (row.function().equals("logGamma") && row.arguments()[0] > 0) {
        assertThat(row.relativeError(compute(row))).as("%s", row).isLessThan(1e-14);
      }
    }
    assertThat(SpecialFunctions.logGamma(1)).isZero();
    assertThat(SpecialFunctions.logGamma(2)).isZero();
  }

  @Test
  void gammaFunctionsAtPolesAndInfinity() {
    for (double pole : new double[] {0, -0.0, -1, -7}) {
      assertThat(SpecialFunctions.logGamma(pole)).isEqualTo(INF);
      assertThat(SpecialFunctions.digamma(pole)).isNaN();
      assertThat(SpecialFunctions.trigamma(pole)).isEqualTo(INF);
    }
    assertThat(SpecialFunctions.logGamma(INF)).isEqualTo(INF);
    assertThat(SpecialFunctions.digamma(INF)).isEqualTo(INF);
    assertThat(SpecialFunctions.trigamma(INF)).isZero();
    assertThat(SpecialFunctions.logBeta(0, 2)).isEqualTo(INF);
    assertThat(SpecialFunctions.logBeta(INF, 2)).isEqualTo(-INF);
    assertThat(SpecialFunctions.logBeta(-1, 2)).isNaN();
  }

  @Test
  void normalFunctionsAtTheEnds() {
    assertThat(SpecialFunctions.erf(INF)).isEqualTo(1);
    assertThat(SpecialFunctions.erf(-INF)).isEqualTo(-1);
    assertThat(SpecialFunctions.erfc(-INF)).isEqualTo(2);
    assertThat(SpecialFunctions.normalCdf(-INF)).isZero();
    assertThat(SpecialFunctions.normalCdf(INF)).isEqualTo(1);
    assertThat(SpecialFunctions.logNormalCdf(-INF)).isEqualTo(-INF);
    assertThat(SpecialFunctions.logNormalCdf(INF)).isZero();
    assertThat(SpecialFunctions.normalQuantile(0)).isEqualTo(-INF);
    assertThat(SpecialFunctions.normalQuantile(1)).isEqualTo(INF);
    assertThat(SpecialFunctions.normalQuantile(0.5)).isZero();
    assertThat(SpecialFunctions.normalQuantile(1.1)).isNaN();
  }

  @Test
  void logisticFunctionsNeitherOverflowNorLoseTheLowerTail() {
    assertThat(SpecialFunctions.log1pExp(INF)).isEqualTo(INF);
    assertThat(SpecialFunctions.log1pExp(-INF)).isZero();
    assertThat(SpecialFunctions.log1pExp(1e300)).isEqualTo(1e300);
    assertThat(SpecialFunctions.log1pExp(-50)).isEqualTo(Math.exp(-50));
    assertThat(SpecialFunctions.logSigmoid(-INF)).isEqualTo(-INF);
  }

  @Test
  void xlogyIsZeroAtXZeroOnly() {
    assertThat(SpecialFunctions.xlogy(0, 0)).isZero();
    assertThat(SpecialFunctions.xlogy(0, INF)).isZero();
    assertThat(SpecialFunctions.xlogy(0, Double.NaN)).isNaN();
    assertThat(SpecialFunctions.xlogy(2, 0)).isEqualTo(-INF);
    assertThat(SpecialFunctions.xlogy(2, 3)).isEqualTo(2 * Math.log(3));
  }

  @Test
  void allOfThemPassNaNOn() {
    UNARY.forEach((name, f) -> assertThat(f.applyAsDouble(Double.NaN)).as(name).isNaN());
    assertThat(SpecialFunctions.logBeta(Double.NaN, 1)).isNaN();
    assertThat(SpecialFunctions.logBeta(1, Double.NaN)).isNaN();
  }
}
