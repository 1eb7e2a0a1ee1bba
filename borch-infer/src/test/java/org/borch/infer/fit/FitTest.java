package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

class FitTest {

  private static final Execution NONE = new Execution(BackEnd.EAGER, "nothing ran");

  private static final Module<NDArray, NDArray> LINE =
      Module.of(
          (m, x) -> {
            NDArray slope = m.rv("slope", normal(0, 1));
            NDArray noise = m.rv("noise", halfCauchy(1));
            NDArray mean = m.deterministic("mean", x.mul(slope));
            return m.plate("row").rv("y", normal(mean, noise));
          });

  private static Fit fit() {
    return Infer.fit(
        LINE.on(BorchArray.of(1, 2, 3)).in(DataType.FLOAT64).observe("y", 2.1, 3.9, 6.2),
        Svi.defaults().withSteps(300).withLearningRate(0.05),
        Seed.of(1));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void theSummaryHasQsOwnMomentsAndARowForEachElement() {
    try (Fit fit = fit()) {
      Summary summary = fit.summary();
      Summary.Row slope = summary.row("slope");
      assertThat(slope.mean()).isCloseTo(values(fit.params().get("slope|loc"))[0], within(1e-9));
      assertThat(slope.q5()).isLessThan(slope.median());
      assertThat(slope.median()).isLessThan(slope.q95());
      assertThat(summary.rows())
          .extracting(Summary.Row::name)
          .containsExactly("slope", "noise", "mean[1]", "mean[2]", "mean[3]");
      assertThatThrownBy(() -> summary.row("slop")).hasMessageContaining("slope");
    }
  }

  @Test
  void theSummaryShowsNoMomentsWhereQHasNone() {
    Posterior prior = latents -> latent -> Choice.of(latent.prior(), latent.noise());
    Model<?, ?> model = LINE.on(BorchArray.of(1, 2, 3)).withPosterior(prior);
    try (Fit fit =
        Fit.of(model, model.init(Seed.of(1)), new double[0], new Stop.Completed(0), NONE)) {
      Summary summary = fit.summary();
      assertThat(summary.row("noise").mean()).isInfinite();
      assertThat(summary.toString()).containsPattern("noise +- +- ");
    }
  }

  @Test
  void theSummaryIsTheSameInEveryLocaleAndItsColumnsAreAligned() {
    Locale before = Locale.getDefault();
    try (Fit fit = fit()) {
      String table = fit.summary().toString();
      Locale.setDefault(Locale.GERMANY);
      assertThat(fit.summary().toString()).isEqualTo(table).doesNotContain(",");
      assertThat(table.lines().mapToInt(String::length).distinct().count()).isEqualTo(1);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aBigVariableHasOneRow() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("weight", normal(2, 1).expand(new Shape(30, 10))));
    Svi settings = Svi.defaults().withSteps(1);
    try (Fit fit = Infer.fit(module.on(0).in(DataType.FLOAT64), settings, Seed.of(1))) {
      Summary.Row row = fit.summary(200, Seed.of(1)).row("weight (30, 10)");
      assertThat(row.mean()).isCloseTo(2, within(0.1));
      assertThat(row.sd()).isCloseTo(1, within(0.1));
      assertThat(row.q95()).isCloseTo(2 + 1.645, within(0.1));
    }
  }

  @Test
  void drawsAreOneChainAndDependOnSeedAndNumberAlone() {
    try (Fit fit = fit()) {
      Draws draws = fit.draws(5, Seed.of(2));
      assertThat(draws.names()).containsExactly("slope", "noise", "mean");
      assertThat(draws.get("mean").getShape()).isEqualTo(new Shape(1, 5, 3));
      double[] fewer = fit.draws(3, Seed.of(2)).values("slope");
      assertThat(Arrays.copyOf(draws.values("slope"), 3)).containsExactly(fewer);
      assertThat(fit.draws(3, Seed.of(4)).values("slope")).isNotEqualTo(fewer);
    }
  }

  @Test
  void predictionsDrawObservedVariablesAnewAndTouchNothing() {
    try (Fit fit = fit()) {
      double[] before = values(fit.params().flat());
      Draws posterior = fit.posteriorPredictive(4, Seed.of(2));
      assertThat(posterior.names()).containsExactly("slope", "noise", "mean", "y");
      assertThat(posterior.shape("y")).isEqualTo(new Shape(3));
      assertThat(posterior.values("y")).doesNotContain(2.1, 3.9, 6.2);
      assertThat(fit.priorPredictive(4, Seed.of(2)).shape("y")).isEqualTo(new Shape(3));
      Draws elsewhere = fit.predict(BorchArray.of(10, 20, 30, 40, 50), 4, Seed.of(2));
      assertThat(elsewhere.shape("y")).isEqualTo(new Shape(5));
      assertThat(elsewhere.values("slope")).containsExactly(posterior.values("slope"));
      assertThat(values(fit.params().flat())).containsExactly(before);
      assertThat(fit.model().observed()).containsExactly("y");
    }
  }

  @Test
  void wrongNumbersOfDrawsAndUseAfterCloseAreErrors() {
    Fit fit = fit();
    assertThatThrownBy(() -> fit.draws(0, Seed.of(1))).hasMessageContaining("0 draws");
    assertThatThrownBy(() -> fit.summary(1, Seed.of(1))).hasMessageContaining("1 draws");
    assertThatThrownBy(() -> fit.elbo(1, Seed.of(1))).hasMessageContaining("1 draws");
    fit.close();
    assertThatThrownBy(fit::summary)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after close");
  }
}
