package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Loo;
import org.borch.infer.draws.Draws;
import org.borch.infer.laplace.Laplace;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class PointwiseLogLikelihoodTest {

  private static final Seed SEED = Seed.of(2);
  private static final double[] MU = {0, 1, 2, 3, 4, 5};

  private static Draws mu() {
    return Draws.of(Map.of("mu", BorchArray.of(new Shape(2, 3), MU)));
  }

  private static double logNormal(double y, double mean, double sd) {
    double z = (y - mean) / sd;
    return -z * z / 2 - Math.log(sd) - Math.log(2 * Math.PI) / 2;
  }

  @Test
  void pointsAreTheRowsOfTheDataAndOfPlatesFactors() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              Plate rows = m.plate("row", 3);
              rows.rv("y", normal(mu, x));
              rows.factor("weight", x.mul(mu));
              m.factor("plain", mu);
              return m.rv("z", normal(mu, 2));
            });
    Model<NDArray, NDArray> model =
        module
            .on(BorchArray.of(1, 2, 3))
            .observeWithMissing("y", 0.5, Double.NaN, 2.5)
            .observe("z", 7);
    Draws draws =
        mu().with("y.missing", BorchArray.of(new Shape(2, 3, 1), new double[] {1, 2, 3, 4, 5, 6}));
    double[][][] table = PointwiseLogLikelihood.of(model, draws);
    assertThat(table).hasNumberOfRows(6); // y[1], y[3], three weights, z
    for (int i = 0; i < MU.length; i++) {
      int chain = i / 3;
      int draw = i % 3;
      assertThat(table[0][chain][draw]).isCloseTo(logNormal(0.5, MU[i], 1), within(1e-13));
      assertThat(table[1][chain][draw]).isCloseTo(logNormal(2.5, MU[i], 3), within(1e-13));
      assertThat(table[4][chain][draw]).isCloseTo(3 * MU[i], within(1e-13));
      assertThat(table[5][chain][draw]).isCloseTo(logNormal(7, MU[i], 2), within(1e-13));
    }
  }

  @Test
  void discreteVariablesThatTheDrawsLackAreSummedOut() {
    Module<NDArray, NDArray> mixture =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              Plate rows = m.plate("row", 2);
              NDArray kind = rows.rv("kind", bernoulli(0.25));
              return rows.rv("y", normal(mu.add(kind.mul(3)), 1));
            });
    Model<NDArray, NDArray> model = mixture.on(BorchArray.of(0)).observe("y", 1, 4);
    double[][][] table = PointwiseLogLikelihood.of(model, mu());
    for (int i = 0; i < MU.length; i++) {
      for (int row = 0; row < 2; row++) {
        double y = row == 0 ? 1 : 4;
        double expected =
            Math.log(
                0.75 * Math.exp(logNormal(y, MU[i], 1))
                    + 0.25 * Math.exp(logNormal(y, MU[i] + 3, 1)));
        assertThat(table[row][i / 3][i % 3]).isCloseTo(expected, within(1e-12));
      }
    }
    Draws kinds = mu().with("kind", BorchArray.of(new Shape(2, 3, 2), new double[12]).add(1));
    assertThat(PointwiseLogLikelihood.of(model, kinds)[0][1][2])
        .isCloseTo(logNormal(1, 8, 1), within(1e-12));
  }

  @Test
  void looOfAModelIsThatOfItsTable() {
    Module<NDArray, NDArray> level =
        Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("mu", normal(0, 10)), x)));
    double[] y = {0.3, -0.7, 1.2, 0.4, -0.2};
    Model<NDArray, NDArray> model = level.on(BorchArray.of(1, 1, 1, 1, 1)).observe("y", y);
    Draws draws = Infer.laplace(model, Laplace.defaults(), SEED).draws(2_000, SEED);
    Loo loo = Infer.loo(model, draws);
    assertThat(loo.points()).hasSize(5);
    assertThat(loo.warnings()).isEmpty();
    // Exact: y[i] given the others is normal about the posterior mean of mu without it.
    double expected = 0;
    for (double own : y) {
      double precision = 4 + 0.01;
      double mean = (1.0 - own) / precision; // the data add up to 1
      expected += logNormal(own, mean, Math.sqrt(1 + 1 / precision));
    }
    // A term errs by about sd(likelihood ratio) / sqrt(2,000) < 0.02.
    assertThat(loo.value()).isCloseTo(expected, within(0.1));
    assertThat(Infer.waic(model, draws).value()).isCloseTo(loo.value(), within(0.05));
  }

  @Test
  void whatTheDrawsOrTheModelLackIsAnError() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> m.rv("y", normal(m.rv("mu", normal(0, 1)).add(m.rv("nu", normal(0, 1))), 1)));
    Model<NDArray, NDArray> model = module.on(BorchArray.of(0)).observe("y", 1);
    assertThatThrownBy(() -> Infer.loo(model, mu()))
        .hasMessageContaining("lack")
        .hasMessageContaining("[nu]");
    Module<NDArray, NDArray> free = Module.of((m, x) -> m.rv("mu", normal(0, 1)));
    assertThatThrownBy(() -> Infer.waic(free.on(BorchArray.of(0)), mu()))
        .hasMessageContaining("nothing is observed");
  }
}
