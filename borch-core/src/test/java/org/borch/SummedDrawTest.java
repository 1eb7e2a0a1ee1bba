package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.manual;
import static org.borch.posterior.Posteriors.normal;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.borch.posterior.Choice;
import org.borch.posterior.Latents;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What posteriors under which variables are summed out need of models and draws. */
class SummedDrawTest {

  private static final Seed SEED = Seed.of(2);

  private static final Module<NDArray, NDArray> MODULE =
      Module.of(
          (m, x) -> {
            NDArray mu = m.rv("mu", normal(0, 1));
            NDArray on = m.plate("group", 2).rv("on", bernoulli(0.5));
            m.factor("weight", mu.mul(0.5));
            m.deterministic("twice", mu.mul(2));
            NDArray level = m.plate("row").rv("level", normal(x.mul(on.sum()), 1));
            return m.plate("row").rv("y", normal(level, 1));
          });

  private static Model<NDArray, NDArray> model() {
    return MODULE.on(BorchArray.of(1, 2, 3)).observe("y", 1, 2, 3);
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void aFactorTakesThePlaceOfSomeTerms() {
    Model<?, ?> model = model();
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.key());

      Trace summed =
          draw.withFactor(
              "sum",
              BorchArray.of(-3.5).get(0),
              Set.of("level", "y", "weight", "on"),
              Set.of("on"));

      assertThat(summed.sites().keySet()).containsExactly("mu", "twice", "level", "sum");
      assertThat(summed.sites().get("mu")).isSameAs(draw.sites().get("mu"));
      assertThat(values(summed.factors().get("sum"))).containsExactly(-3.5);
      assertThat(summed.output()).isNull();
      RandomVariable level = summed.get("level");
      assertThat(level.approximation()).isEqualTo(draw.get("level").approximation());
      assertThat(values(level.value())).containsExactly(values(draw.get("level").value()));
      assertThat(values(level.logApproximation()))
          .containsExactly(values(draw.get("level").logApproximation()));
      assertThat(values(level.logPrior())).containsExactly(0, 0, 0);
      assertThat(level.divergence()).isEmpty();
      assertThat(level.prior().isProper()).isFalse();
      assertThat(level.prior().withParameters(List.of())).isSameAs(level.prior());
      assertThat(level.prior().support()).isEqualTo(draw.get("level").prior().support());
      assertThatThrownBy(() -> level.prior().sample(Noise.of(SEED.key())))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aPosteriorMakesTheWholeDraw() {
    List<Trace> runs = new ArrayList<>();
    Posterior twice =
        new Posterior() {
          @Override
          public Draw begin(Latents latents) {
            return automatic().begin(latents);
          }

          @Override
          public Trace sample(Function<Posterior, Trace> run) {
            runs.add(run.apply(automatic()));
            return run.apply(this);
          }
        };
    Model<?, ?> model = model().withPosterior(twice);
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      runs.clear();
      Trace draw = model.sample(params, SEED.key());
      assertThat(runs).hasSize(1);
      assertThat(values(runs.get(0).get("mu").value()))
          .containsExactly(values(draw.get("mu").value()));
      assertThat(model.sample(params, SEED.key(), 3)).hasSize(3);
      assertThat(runs).hasSize(4);
      model.predict(params, SEED.key());
      assertThat(runs).hasSize(4);
    }
  }

  @Test
  void aPosteriorKnowsWhichVariablesItWasToldToApproximate() {
    Module<NDArray, NDArray> guide = Module.of((m, x) -> m.rv("on", bernoulli(0.5)));
    Map<String, Boolean> named = new LinkedHashMap<>();
    for (Posterior posterior :
        List.of(
            automatic(),
            at("on", normal()),
            at("level", normal()),
            at("mu", normal()).otherwise(manual(guide)))) {
      Posterior asking =
          latents -> {
            Posterior.Draw own = posterior.begin(latents);
            named.put(posterior.toString(), own.names("on"));
            return automatic().begin(latents);
          };
      Model<?, ?> model = model().withPosterior(asking);
      try (Params params = model.init(SEED)) {
        assertThat(params.size()).isPositive();
      }
    }
    assertThat(named.values()).containsExactly(false, true, false, true);
  }

  @Test
  void plateAxesSayWhetherTheDataDecideTheirSize() {
    Map<String, List<PlateAxis>> plates = model().plates();
    assertThat(plates.get("on")).extracting(PlateAxis::isOpen).containsExactly(false);
    assertThat(plates.get("level")).extracting(PlateAxis::isOpen).containsExactly(true);
    Model<?, ?> labelled =
        Module.of((m, x) -> m.plate("row", List.of("a", "b")).rv("z", normal(0, 1))).on(0);
    assertThat(labelled.plates().get("z")).extracting(PlateAxis::isOpen).containsExactly(false);
    List<Boolean> seen = new ArrayList<>();
    model()
        .replay(
            latents ->
                latent -> {
                  latent.plates().forEach(plate -> seen.add(plate.isOpen()));
                  return Choice.of(latent.prior(), latent.noise());
                });
    assertThat(seen).containsExactly(false, true);
  }
}
