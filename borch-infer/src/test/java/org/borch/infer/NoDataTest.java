package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.draws.Draws;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.CapturedLog;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A model in which nothing is observed is a warning where it is fitted or sampled. */
class NoDataTest {

  private static final Seed SEED = Seed.of(2);
  private static final Module<NDArray, NDArray> MODULE =
      Module.of((m, x) -> m.rv("y", normal(m.rv("b", normal(0, 1)), 1)));

  private static void runAll(Model<NDArray, NDArray> model) {
    Infer.fit(model, Svi.defaults().withSteps(1), SEED).close();
    Infer.map(model, Lbfgs.defaults(), SEED);
    Infer.laplace(model, Laplace.defaults(), SEED);
    Infer.sample(
        model, Nuts.defaults().with(run -> run.withChains(1).withWarmup(20).withDraws(5)), SEED);
  }

  @Test
  void everyDriverSaysOnceThatNothingIsObserved() {
    try (CapturedLog log = new CapturedLog(Infer.class)) {
      runAll(MODULE.on());
      assertThat(log.lines()).hasSize(4).allMatch(line -> line.contains("nothing is observed"));
    }
  }

  @Test
  void dataAFactorOrADrawFromThePriorAreNoReason() {
    try (CapturedLog log = new CapturedLog(Infer.class)) {
      runAll(MODULE.on().observe("y", 1));
      Module<NDArray, NDArray> weighed =
          Module.of(
              (m, x) -> {
                NDArray b = m.rv("b", normal(0, 1));
                m.factor("weight", b.mul(b).neg());
                return b;
              });
      runAll(weighed.on());
      MODULE.on().samplePrior(SEED.key());
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void misspeltNamesOfDrawsGetASuggestion() {
    Draws draws =
        Draws.of(
            Map.of("b", BorchArray.of(1, 2).reshape(1, 2), "y", BorchArray.of(1, 2).reshape(1, 2)));
    assertThatThrownBy(() -> draws.get("Y")).hasMessageContaining("did you mean \"y\"?");
    assertThatThrownBy(() -> draws.select("B")).hasMessageContaining("did you mean \"b\"?");
    assertThatThrownBy(() -> draws.summary().row("Y")).hasMessageContaining("did you mean \"y\"?");
  }
}
