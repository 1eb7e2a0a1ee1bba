package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.borch.tensor.number.ReferenceTable;
import org.borch.tensor.number.ReferenceTable.Row;
import org.junit.jupiter.api.Test;

/** Incomplete functions against values computed with mpmath 1.3.0 at 60 digits. */
class IncompleteMathTest {

  private static final Map<String, IncompleteFunction> FUNCTIONS =
      Map.of(
          "gammaP", IncompleteFunction.GAMMA_P,
          "gammaQ", IncompleteFunction.GAMMA_Q,
          "gammaPByX", IncompleteFunction.GAMMA_P_BY_X,
          "gammaPByA", IncompleteFunction.GAMMA_P_BY_A,
          "gammaPInverse", IncompleteFunction.GAMMA_P_INVERSE,
          "betaI", IncompleteFunction.BETA_I,
          "betaIByX", IncompleteFunction.BETA_I_BY_X,
          "betaIByA", IncompleteFunction.BETA_I_BY_A,
          "betaIByB", IncompleteFunction.BETA_I_BY_B,
          "betaIInverse", IncompleteFunction.BETA_I_INVERSE);

  @Test
  void agreeWithReferences() {
    List<Row> rows = ReferenceTable.read("incomplete-functions.csv");

    assertThat(rows.stream().map(Row::function)).containsAll(FUNCTIONS.keySet());
    for (Row row : rows) {
      double computed = at(FUNCTIONS.get(row.function()), row.arguments());
      assertThat(row.relativeError(computed))
          .as("%s, got %s", row, computed)
          .isLessThanOrEqualTo(1e-10);
    }
  }

  @Test
  void quantilesOfCountsAreTheSmallestThatReachTheProbability() {
    for (double p : new double[] {1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 1e-9}) {
      for (double rate : new double[] {0.1, 3.5, 40, 1e5}) {
        double k = at(IncompleteFunction.POISSON_QUANTILE, p, rate);
        assertReaches(p, at(IncompleteFunction.GAMMA_Q, k + 1, rate), k);
        assertThat(k == 0 || at(IncompleteFunction.GAMMA_Q, k, rate) < p).isTrue();
      }
      for (double n : new double[] {1, 12, 1e6}) {
        double k = at(IncompleteFunction.BINOMIAL_QUANTILE, p, n, 0.3);
        assertReaches(p, k == n ? 1 : at(IncompleteFunction.BETA_I, n - k, k + 1, 0.7), k);
        assertThat(k == 0 || at(IncompleteFunction.BETA_I, n - k + 1, k, 0.7) < p).isTrue();
      }
      for (double r : new double[] {0.4, 5, 300}) {
        double k = at(IncompleteFunction.NEGATIVE_BINOMIAL_QUANTILE, p, r, 0.3);
        assertReaches(p, at(IncompleteFunction.BETA_I, r, k + 1, 0.7), k);
        assertThat(k == 0 || at(IncompleteFunction.BETA_I, r, k, 0.7) < p).isTrue();
      }
    }
  }

  @Test
  void impossibleArgumentsGiveNan() {
    assertThat(at(IncompleteFunction.GAMMA_P_INVERSE, -1, 0.5)).isNaN();
    assertThat(at(IncompleteFunction.GAMMA_P_INVERSE, 2, 1.5)).isNaN();
    assertThat(at(IncompleteFunction.BETA_I_INVERSE, 1, 0, 0.5)).isNaN();
    assertThat(at(IncompleteFunction.POISSON_QUANTILE, 0.5, -1)).isNaN();
    assertThat(at(IncompleteFunction.BINOMIAL_QUANTILE, 2, 10, 0.5)).isNaN();
  }

  @Test
  void argumentsBroadcastAndTakeTheWidestType() {
    NDArray a = BorchArray.of(0.5, 2, 3);
    NDArray x = BorchArray.of(new double[][] {{1}, {2}});

    BorchArray p = BorchArray.wrap(IncompleteMath.gammaP(a, x.toType(DataType.FLOAT32, false)));

    assertThat(p.getDataType()).isEqualTo(DataType.FLOAT64);
    assertThat(p.values()[5]).isEqualTo(at(IncompleteFunction.GAMMA_P, 3, 2));
  }

  private static void assertReaches(double p, double cumulative, double k) {
    assertThat(cumulative).as("up to %s", k).isGreaterThanOrEqualTo(p * (1 - 1e-13));
  }

  private static double at(IncompleteFunction function, double... arguments) {
    List<BorchArray> scalars =
        Arrays.stream(arguments).mapToObj(x -> BorchArray.scalar(x, DataType.FLOAT64)).toList();
    return BorchArray.apply(function, scalars).values()[0];
  }
}
