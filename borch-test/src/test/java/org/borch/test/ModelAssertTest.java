package org.borch.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.test.BorchAssertions.assertThat;
import static org.borch.test.DrawsAssertTest.refuses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.Assertions;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.run.Fallback;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class ModelAssertTest {

  private static final Seed SEED = Seed.of(11);
  private static final Engine LAPLACE = Engine.of(Laplace.defaults(), 2000);

  @Test
  void aRightModelPasses() {
    assertThat(Cases.centred())
        .hasLatents("mu", "tau", "theta")
        .hasCorrectGradient(SEED)
        .isFiniteBetween(-5, 5, SEED)
        .isCompiled();
  }

  @Test
  void itsFaultsAreSaid() {
    refuses(() -> assertThat(Cases.centred()).hasLatents("mu"), "[mu]", "theta");
    refuses(
        () -> assertThat(Cases.conjugate()).hasPriorRange("y", 0.9, -1, 1, 500, SEED),
        "at least 90 %",
        "standard error");
    refuses(
        () -> assertThat(Cases.centred()).isFiniteBetween(-2000, 2000, SEED),
        "not finite everywhere",
        "variables");
  }

  @Test
  void thePriorIsWhereItShouldBe() {
    // y is normal with variance 2: 99 % lie within 3.64.
    assertThat(Cases.conjugate()).hasPriorRange("y", 0.99, -3.65, 3.65, 1000, SEED);
    refuses(
        () -> assertThat(Cases.around(1.2)).hasPriorRange("y", 0.99, -2.6, 2.6, 1000, SEED),
        "99 %");
  }

  @Test
  void aModelIsItsReparameterisation() {
    assertThat(Cases.decentred(1)).isReparameterisationOf(Cases.centred(), SEED);
    refuses(
        () -> assertThat(Cases.decentred(1.2)).isReparameterisationOf(Cases.centred(), SEED),
        "no reparameterisation",
        "counted twice");
    refuses(
        () -> assertThat(Cases.priorTwice(1)).isReparameterisationOf(Cases.conjugate(), SEED),
        "no reparameterisation");
    assertThatThrownBy(
            () -> assertThat(Cases.conjugate()).isReparameterisationOf(Cases.centred(), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lacks [mu, tau, theta]");
  }

  @Test
  void rowsAreExchangeable() {
    double[] y = {0.3, -0.8, 1.4, 0.6, 2.1, -0.2};
    assertThat(Cases.centred())
        .hasExchangeableRows(6, order -> Cases.centred().observe("y", permuted(y, order)), SEED);
    refuses(
        () ->
            assertThat(Cases.pair())
                .hasExchangeableRows(
                    6, order -> Cases.pair().observe("y", permuted(y, order)), SEED),
        "not exchangeable");
  }

  private static double[] permuted(double[] y, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> y[i]).toArray();
  }

  @Test
  void whatMadeTheDataIsRecovered() {
    Map<String, NDArray> truth =
        Map.of(
            "a",
            BorchArray.scalar(4, DataType.FLOAT64),
            "b",
            BorchArray.scalar(-4, DataType.FLOAT64));
    assertThat(Cases.pair()).recovers(truth, LAPLACE, SEED);
    Engine swapped = (model, seed) -> swap(LAPLACE.draws(model, seed));
    refuses(() -> assertThat(Cases.pair()).recovers(truth, swapped, SEED), "does not recover");
    Map<String, NDArray> far = Map.of("level", BorchArray.scalar(3.5, DataType.FLOAT64));
    refuses(() -> assertThat(Cases.ignoring()).recovers(far, LAPLACE, SEED), "ignores");
  }

  private static Draws swap(Draws draws) {
    return Draws.of(Map.of("a", draws.get("b"), "b", draws.get("a")));
  }

  @Test
  void dataThatAreNoSurpriseArePredicted() {
    Model<NDArray, NDArray> model = Cases.conjugate();
    Draws draws = LAPLACE.draws(model, SEED);
    NDArray data = BorchArray.of(0.3, -0.8, 1.4, 0.6, 2.1, -0.2);
    assertThat(model).predicts(draws, "y", data, ModelAssertTest::largest, 0.01, SEED);
    refuses(
        () ->
            assertThat(model)
                .predicts(draws, "y", data.mul(9), ModelAssertTest::largest, 0.01, SEED),
        "a surprise",
        "tail");
  }

  private static double largest(double[] y) {
    return Arrays.stream(y).max().orElseThrow();
  }

  @Test
  void aDensityIsJudgedByItsNumbers() {
    LogDensity right = LogDensity.of(2, () -> (at, gradient) -> bowl(at, gradient, 1));
    assertThat(right).hasValue(-2.5, 1, 2).hasCorrectGradient(SEED).isFiniteBetween(-9, 9, SEED);
    refuses(() -> assertThat(right).hasValue(-2.4, 1, 2), "counted twice");
    LogDensity wrong = LogDensity.of(2, () -> (at, gradient) -> bowl(at, gradient, 1.001));
    refuses(() -> assertThat(wrong).hasCorrectGradient(SEED), "finite differences", "x[1]");
  }

  private static double bowl(double[] at, double[] gradient, double factor) {
    gradient[0] = -factor * at[0];
    gradient[1] = -at[1];
    return -0.5 * (at[0] * at[0] + at[1] * at[1]);
  }

  @Test
  void whatCannotBeTracedIsSaid() {
    Model<NDArray, NDArray> branching =
        Module.<NDArray, NDArray>of(
                (m, x) -> {
                  NDArray level = m.rv("level", normal(0, 1));
                  double sign = BorchArray.wrap(level).values()[0] > 0 ? 1 : -1;
                  return m.rv("y", normal(level.mul(sign), 1));
                })
            .on(BorchArray.of(0))
            .observe("y", BorchArray.of(1).squeeze())
            .in(DataType.FLOAT64);
    Logger logger = Logger.getLogger(Fallback.class.getName());
    List<LogRecord> heard = new ArrayList<>();
    logger.setFilter(line -> !heard.add(line));
    try {
      refuses(() -> assertThat(branching).isCompiled(), "one operation after the other", "trace");
    } finally {
      logger.setFilter(null);
    }
    Assertions.assertThat(heard).isNotEmpty();
  }

  @Test
  void aFitIsJudged() {
    Model<NDArray, NDArray> model = Cases.conjugate().withPosterior(Posteriors.normal());
    try (Fit fit = Infer.fit(model, Svi.defaults().withSteps(2000), SEED)) {
      assertThat(fit).hasFiniteLosses().isGood(1000, SEED).ranCompiled();
      // Six rows and the prior: mean 3.4 / 7, standard deviation 1 / sqrt(7).
      assertThat(fit).draws(4000, SEED).hasMean("level", 3.4 / 7, 0.03).hasSd("level", 0.378, 0.03);
    }
    try (Fit begun = Infer.fit(model, Svi.defaults().withSteps(3), SEED)) {
      refuses(() -> assertThat(begun).isGood(500, SEED), "not called good", "k-hat");
    }
  }
}
