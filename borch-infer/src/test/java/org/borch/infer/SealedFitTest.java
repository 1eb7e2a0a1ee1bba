package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.nn.Linear;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A finished or loaded fit predicts with the parameters that it has, and invents none. */
class SealedFitTest {

  private static final int N = 60;
  private static final Seed SEED = Seed.of(3);
  private static final NDArray NEW = BorchArray.of(0, 1, 2);

  private static final Module<NDArray, NDArray> LINE =
      Module.of(
          (m, x) -> {
            NDArray intercept = m.rv("intercept", normal(0, 10));
            NDArray slope = m.rv("slope", normal(0, 10));
            NDArray noise = m.rv("noise", halfNormal(1));
            return m.plate("row").rv("y", normal(x.mul(slope).add(intercept), noise));
          });

  private static BorchArray x() {
    double[] x = new double[N];
    Arrays.setAll(x, i -> 4.0 * i / N - 2);
    return BorchArray.of(x);
  }

  /** 3 + 2 x, with noise of 0.1. */
  private static NDArray y() {
    double[] x = x().values();
    double[] y = new double[N];
    Arrays.setAll(y, i -> 3 + 2 * x[i] + (i % 2 == 0 ? 0.1 : -0.1));
    return BorchArray.of(y);
  }

  private static Fit fit(Posterior posterior, int batch) {
    Model<NDArray, NDArray> model =
        LINE.on(minibatches((NDArray) x(), batch).plate("row").observing("y", y()));
    Svi settings = Svi.defaults().withSteps(3000).withLearningRate(0.02);
    return Infer.fit(model.withPosterior(posterior), settings, SEED);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, N})
  void aFitOfMinibatchesPredictsTheLineAtNewInput(int batch) {
    try (Fit fit = fit(Posteriors.normal(), batch)) {
      var names = fit.params().names();
      double[] drawn = fit.predict(NEW, 400, SEED).values("y");
      for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int draw = 0; draw < 400; draw++) {
          sum += drawn[3 * draw + i];
        }
        // The noise is about 0.1, so that the mean of 400 draws is within 0.02 of the line's.
        assertThat(sum / 400).isCloseTo(3 + 2 * i, within(0.15));
      }
      assertThat(fit.params().names()).isEqualTo(names).hasSize(6);
    }
  }

  @Test
  void inputOfAnotherTypeRunsInTheFits() {
    try (Fit fit = fit(Posteriors.automatic(), 20)) {
      double[] drawn = fit.predict(NEW.toType(DataType.FLOAT32, false), 2, SEED).values("y");
      assertThat(drawn).containsExactly(fit.predict(NEW, 2, SEED).values("y"));
    }
  }

  @Test
  void newInputAfterOneMinibatchKeepsWhatWasObserved() {
    try (Fit fit = fit(pointMass(), 20)) {
      @SuppressWarnings("unchecked") // the fit of this class
      Model<NDArray, NDArray> model = (Model<NDArray, NDArray>) fit.model();
      Batch<NDArray> one = model.batch(SEED.key()).orElseThrow();
      Model<NDArray, NDArray> elsewhere = model.on(one).on(NEW);
      assertThat(elsewhere.observed()).containsExactly("y");
      assertThat(elsewhere.latentNames()).containsExactly("intercept", "slope", "noise");
      try (Scope scope = Scope.open()) {
        assertThat(elsewhere.predict(fit.params(), SEED.key()).get("y").value().getShape())
            .isEqualTo(new Shape(3));
        assertThatThrownBy(() -> elsewhere.sample(fit.params(), SEED.key()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContainingAll("y: observed in the minibatches", "observe(\"y\", data)");
        double loss =
            values(Infer.mapLoss(elsewhere.observe("y", 3, 5, 7).sample(fit.params(), SEED.key())))[
                0];
        assertThat(loss).isFinite();
      }
    }
  }

  @Test
  void anotherPosteriorAsksForParametersThatAreNotThere(@TempDir Path folder) {
    Path file = folder.resolve("fit.json");
    try (Fit fit = fit(pointMass(), N)) {
      fit.params().save(file);
    }
    Model<NDArray, NDArray> model = LINE.on(x()).observe("y", y());
    try (Params loaded = Params.load(file)) {
      double[] before = values(loaded.flat());
      assertThatThrownBy(() -> model.withPosterior(Posteriors.normal()).sample(loaded, SEED.key()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "intercept|loc",
              "the posterior normal() of intercept",
              "sealed",
              "intercept|point, slope|point, noise|point");
      Posterior mixed =
          Posteriors.at("slope", Posteriors.normal()).otherwise(Posteriors.pointMass());
      assertThatThrownBy(() -> model.withPosterior(mixed).predict(loaded, SEED.key()))
          .hasMessageContaining("the posterior normal() of slope");
      assertThat(values(loaded.flat())).containsExactly(before);
    }
  }

  @Test
  void anotherModelAsksForParametersThatAreNotThere(@TempDir Path folder) {
    Path file = folder.resolve("fit.json");
    try (Params params = new Linear(2, 1).on(BorchArray.of(1, 2)).init(SEED)) {
      params.save(file);
    }
    try (Params loaded = Params.load(file)) {
      assertThatThrownBy(() -> LINE.on(x()).observe("y", y()).sample(loaded, SEED.key()))
          .hasMessageContainingAll("intercept|loc", "automatic()", "only [weight|loc");
      Module<NDArray, NDArray> plain =
          Module.of((m, x) -> m.rv("y", normal(m.parameter("centre", BorchArray.of(1)), 1)));
      assertThatThrownBy(() -> plain.on(x()).sample(loaded, SEED.key()))
          .hasMessageContaining("no parameter centre");
      Posterior guide =
          manual(Module.of((m, x) -> m.rv("slope", normal(m.parameter("c", NEW), 1))));
      assertThatThrownBy(() -> LINE.on(x()).withPosterior(guide).sample(loaded, SEED.key()))
          .hasMessageContaining("no parameter posterior|c");
    }
  }

  @Test
  void aLoadedFitPredictsAtInputOfAnotherSizeThanItsData(@TempDir Path folder) {
    Path file = folder.resolve("fit.json");
    Model<NDArray, NDArray> model = LINE.on(x()).observe("y", y());
    try (Params params = model.init(SEED)) {
      params.save(file);
    }
    try (Params loaded = Params.load(file);
        Scope scope = Scope.open()) {
      assertThat(model.on(NEW).predict(loaded, SEED.key()).get("y").value().getShape())
          .isEqualTo(new Shape(3));
    }
  }

  @Test
  void sealedParametersKeepTheirValuesOpenAndTheirCopiesSealed() {
    try (Params params = LINE.on(x()).observe("y", y()).init(SEED).seal();
        Params copy = params.copy();
        Params open = params.unsealed()) {
      params.add(BorchArray.full(new Shape(params.size()), 1, params.type()));
      assertThat(copy.isSealed()).isTrue();
      assertThat(copy.over(copy.flat()).isSealed()).isTrue();
      assertThat(open.isSealed()).isFalse();
      assertThatThrownBy(() -> copy.declare("more", new Shape(), () -> BorchArray.of(1).squeeze()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no parameter more");
      open.declare("more", new Shape(), () -> BorchArray.of(1).squeeze());
      assertThat(open.size()).isEqualTo(params.size() + 1);
    }
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
