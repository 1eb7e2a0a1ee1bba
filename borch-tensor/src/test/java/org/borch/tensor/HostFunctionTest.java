package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.borch.tensor.CountSum.Kind;
import org.borch.tensor.number.CountFamily;
import org.borch.tensor.number.ReferenceTable;
import org.borch.tensor.number.ReferenceTable.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of each element against values computed with mpmath 1.3.0 at 40 digits. */
class HostFunctionTest {

  private static final Map<String, HostFunction> FUNCTIONS =
      Map.ofEntries(
          Map.entry("logBesselI", SpecialFunction.LOG_BESSEL_I),
          Map.entry("besselIRatio", SpecialFunction.BESSEL_I_RATIO),
          Map.entry("besselIByOrder", SpecialFunction.BESSEL_I_BY_ORDER),
          Map.entry("skewNormalTail", SpecialFunction.SKEW_NORMAL_TAIL),
          Map.entry("vonMisesCdf", SpecialFunction.VON_MISES_CDF),
          Map.entry("vonMisesByConcentration", SpecialFunction.VON_MISES_BY_CONCENTRATION),
          Map.entry("poissonEntropy", CountSum.of(CountFamily.POISSON, Kind.ENTROPY)),
          Map.entry("poissonLogRising", CountSum.of(CountFamily.POISSON, Kind.LOG_RISING)),
          Map.entry("binomialEntropy", CountSum.of(CountFamily.BINOMIAL, Kind.ENTROPY)),
          Map.entry(
              "negativeBinomialEntropy", CountSum.of(CountFamily.NEGATIVE_BINOMIAL, Kind.ENTROPY)),
          Map.entry("betaBinomialEntropy", CountSum.of(CountFamily.BETA_BINOMIAL, Kind.ENTROPY)),
          Map.entry("betaBinomialCdf", CountSum.of(CountFamily.BETA_BINOMIAL, Kind.CDF)),
          Map.entry("betaBinomialSurvival", CountSum.of(CountFamily.BETA_BINOMIAL, Kind.SURVIVAL)),
          Map.entry("hypergeometricCdf", CountSum.of(CountFamily.HYPERGEOMETRIC, Kind.CDF)));

  @Test
  void agreeWithReferences() {
    List<Row> rows = ReferenceTable.read("elementwise-functions.csv");

    assertThat(rows.stream().map(Row::function)).containsAll(FUNCTIONS.keySet());
    for (Row row : rows) {
      double computed = FUNCTIONS.get(row.function()).at(row.arguments());
      // The argument's own rounding moves small probabilities far from the centre.
      assertThat(row.absoluteError(computed))
          .as("%s, got %s", row, computed)
          .isLessThanOrEqualTo(
              row.function().startsWith("vonMises")
                  ? 1e-12
                  : 1e-11 * Math.max(Math.abs(row.value()), 1e-3));
    }
  }

  @Test
  void theQuantileInvertsTheVonMisesCdf() {
    for (double kappa : new double[] {0, 0.3, 5, 800, 3e5}) {
      for (double p : new double[] {-0.3, 1e-9, 0.02, 0.5, 0.7, 0.999, 1.4}) {
        double z = SpecialFunction.VON_MISES_QUANTILE.at(new double[] {kappa, p});
        double back = SpecialFunction.VON_MISES_CDF.at(new double[] {kappa, z});
        assertThat(Math.abs(back - p)).as("%s at %s", p, kappa).isLessThan(1e-13);
      }
    }
  }

  @Test
  void countQuantilesAreTheSmallestThatReachTheProbability() {
    CountSum quantile = CountSum.of(CountFamily.BETA_BINOMIAL, Kind.QUANTILE);
    CountSum cdf = CountSum.of(CountFamily.BETA_BINOMIAL, Kind.CDF);
    for (double p : new double[] {0, 1e-9, 0.3, 0.77, 1 - 1e-9}) {
      double k = quantile.at(new double[] {30, 0.7, 2, p});
      assertThat(cdf.at(new double[] {30, 0.7, 2, k})).isGreaterThanOrEqualTo(p - 1e-15);
      assertThat(k == 0 || cdf.at(new double[] {30, 0.7, 2, k - 1}) < p).isTrue();
    }
    assertThat(quantile.at(new double[] {30, 0.7, 2, 1.5})).isNaN();
  }

  @ParameterizedTest
  @EnumSource(SpecialFunction.class)
  void nanStaysNan(SpecialFunction function) {
    assertThat(function.at(new double[] {Double.NaN, 0.5})).isNaN();
    assertThat(function.at(new double[] {0.5, Double.NaN})).isNaN();
  }

  /** Broad ones are summed in steps or panels: the normal and gamma limits. */
  @Test
  void entropiesOfBroadCountsApproachThoseOfTheirLimits() {
    double normal = 0.5 * Math.log(2 * Math.PI * Math.E * 1e8 * 0.25);
    double binomial = CountSum.of(CountFamily.BINOMIAL, Kind.ENTROPY).at(new double[] {1e8, 0});
    assertThat(Math.abs(binomial - normal)).isLessThan(1e-8);
    // Exponential of mean 1e7: entropy 1 + log mean, with a correction of 1/(24 mean²).
    for (double mean : new double[] {1e7, 1e12}) {
      double[] geometric = {1, Math.log(mean)};
      double entropy = CountSum.of(CountFamily.NEGATIVE_BINOMIAL, Kind.ENTROPY).at(geometric);
      double q = 1 / (1 + mean);
      double exact = (-q * Math.log(q) - (1 - q) * Math.log1p(-q)) / q;
      assertThat(Math.abs(entropy - exact)).as("mean %s", mean).isLessThan(1e-9);
    }
  }

  /** Which ended no loop. */
  @Test
  void countsThatAreNotToldApartHaveNoSum() {
    double infinite = Double.POSITIVE_INFINITY;
    CountSum poisson = CountSum.of(CountFamily.POISSON, Kind.ENTROPY);
    assertThat(poisson.at(new double[] {infinite})).isNaN();
    CountSum binomial = CountSum.of(CountFamily.BINOMIAL, Kind.ENTROPY);
    assertThat(binomial.at(new double[] {infinite, -infinite})).isNaN();
    assertThat(binomial.at(new double[] {1e17, infinite})).isNaN();
    assertThat(binomial.at(new double[] {7, infinite})).isZero();
    CountSum negative = CountSum.of(CountFamily.NEGATIVE_BINOMIAL, Kind.ENTROPY);
    assertThat(negative.at(new double[] {2, infinite})).isNaN();
    assertThat(negative.at(new double[] {1, Math.log(1e40)})).isNaN();
    for (Kind kind : List.of(Kind.CDF, Kind.QUANTILE)) {
      CountSum sum = CountSum.of(CountFamily.BETA_BINOMIAL, kind);
      assertThat(sum.at(new double[] {infinite, 2, 3, 0.5})).isNaN();
      assertThat(sum.at(new double[] {1e17, 2, 3, 0.5})).isNaN();
    }
  }

  /** Slopes that the contract of primitives cannot take, because a parameter is whole. */
  @Test
  void slopesInConcentrationsAreThoseOfDifferences() {
    for (Kind kind : List.of(Kind.ENTROPY, Kind.CDF, Kind.SURVIVAL)) {
      CountSum sum = CountSum.of(CountFamily.BETA_BINOMIAL, kind);
      double[] at = kind == Kind.ENTROPY ? new double[] {9, 2, 3.5} : new double[] {9, 2, 3.5, 3};
      for (int i = 1; i < 3; i++) {
        double slope = new CountSum(CountFamily.BETA_BINOMIAL, kind, i).at(at);
        double[] above = Arrays.copyOf(at, at.length);
        double[] below = Arrays.copyOf(at, at.length);
        above[i] += 1e-5;
        below[i] -= 1e-5;
        assertThat(Math.abs(slope - (sum.at(above) - sum.at(below)) / 2e-5)).isLessThan(1e-9);
      }
    }
  }
}
