package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.TestModels.values;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.normal;
import static org.borch.posterior.Posteriors.pointMass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.borch.distributions.Distribution;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private static final Seed SEED = Seed.of(2);

  @Test
  void onlyRandomVariablesHaveData() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray level = m.rv("level", normal(0, 1));
              m.factor("weight", level);
              m.deterministic("double", level.mul(2));
              return m.rv("y", normal(level, 1));
            });
    for (String name : List.of("double", "weight")) {
      assertThatThrownBy(() -> module.on().observe(name, 1))
          .hasMessageContainingAll("observe(\"" + name + "\")", "[level, y]");
      assertThatThrownBy(() -> module.on().condition(Map.of(name, BorchArray.of(1))))
          .hasMessageContainingAll("condition(\"" + name + "\")", "[level, y]");
    }
    assertThatThrownBy(() -> module.on().intervene("level", 1).observe("level", 1))
        .hasMessageContaining("forced value");
  }

  @Test
  void f16EveryPosteriorServesEveryLikelihoodWithoutParametersForIt() {
    Map<String, Distribution> likelihoods =
        Map.of(
            "categorical", categorical(BorchArray.of(0.2, 0.3, 0.5)),
            "poisson", poisson(2),
            "bernoulli", bernoulli(0.5),
            "uniform", uniform(0, 3),
            "gamma", gamma(2, 1),
            "normal", normal(0, 1));
    for (Posterior posterior : List.of(automatic(), normal(), pointMass())) {
      likelihoods.forEach(
          (name, likelihood) -> {
            Module<NDArray, NDArray> body =
                Module.of(
                    (m, x) -> {
                      m.rv("other", normal(0, 1));
                      return m.rv("y", likelihood.expand(new Shape(4)));
                    });
            Model<NDArray, NDArray> model =
                body.on().observe("y", 1, 1, 1, 1).withPosterior(posterior);
            try (Params params = model.init(SEED);
                Scope scope = Scope.open()) {
              assertThat(params.names()).as(name).allMatch(n -> n.startsWith("other|"));
              NDArray loss = TestModels.negativeElbo(model.sample(params, SEED.at(0)));
              assertThat(Double.isFinite(values(loss)[0])).as(name + posterior).isTrue();
            }
          });
    }
  }

  @Test
  void dataTakesTheRunsType() {
    Module<NDArray, NDArray> body = Module.of((m, x) -> m.rv("k", poisson(2).expand(new Shape(2))));
    Model<NDArray, NDArray> model = body.on().observe("k", BorchArray.ofLongs(3, 4));
    assertThat(model.sample(model.init(SEED), SEED.at(0)).get("k").value().getDataType())
        .isEqualTo(DataType.FLOAT32);
  }

  @Test
  void aSupportThatDependsOnParentsIsNotCheckedAgainstOneDraw() {
    Module<NDArray, NDArray> body =
        Module.of((m, x) -> m.rv("y", uniform(0.0, m.rv("top", halfNormal(1)))));
    assertThat(body.on().observe("y", 50).observed()).containsExactly("y");
    Module<NDArray, NDArray> fixed = Module.of((m, x) -> m.rv("y", uniform(0, 3)));
    assertThatThrownBy(() -> fixed.on().observe("y", 50)).hasMessageContaining("[0, 3]");
  }

  @Test
  void aMaskMakesALatentAndAnObservedPart() {
    Module<NDArray, NDArray> body =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              return m.plate("row", 4).rv("y", normal(mu, 2));
            });
    BorchArray mask = BorchArray.of(new Shape(4), new boolean[] {true, false, true, false});
    BorchArray data = BorchArray.of(1, Double.NaN, 3, 77);
    Model<NDArray, NDArray> model =
        body.on().in(DataType.FLOAT64).observe("y", data, mask).withPosterior(normal());
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      assertThat(params.names())
          .containsExactly("mu|loc", "mu|log_scale", "y.missing|loc", "y.missing|log_scale");
      Trace draw = model.sample(params, SEED.at(0));
      double mu = values(draw.get("mu").value())[0];
      double[] merged = values(draw.get("y").value());
      double[] missing = values(draw.get("y.missing").value());
      assertThat(merged).containsExactly(1, missing[1], 3, missing[3]);
      double[] observedPart = values(draw.get("y").logPrior());
      double[] latentPart = values(draw.get("y.missing").logPrior());
      double[] latentQ = values(draw.get("y.missing").logApproximation());
      for (int i = 0; i < 4; i++) {
        double density = PlateTest.logNormal(merged[i], mu, 2);
        assertThat(observedPart[i]).isCloseTo(i % 2 == 0 ? density : 0, within(1e-12));
        assertThat(latentPart[i]).isCloseTo(i % 2 == 0 ? 0 : density, within(1e-12));
        assertThat(latentQ[i] == 0).isEqualTo(i % 2 == 0);
      }
      double[] gradient = values(params.gradient(TestModels.negativeElbo(draw)));
      assertThat(gradient).doesNotContain(Double.NaN);
      assertThat(gradient[2]).as("q of an observed row").isZero();
    }
  }

  @Test
  void aMaskOfAnotherShapeIsAnError() {
    Module<NDArray, NDArray> body =
        Module.of((m, x) -> m.rv("y", normal(BorchArray.of(0, 0), 1).toEvent(1)));
    BorchArray mask = BorchArray.of(new Shape(2), new boolean[] {true, false});
    assertThatThrownBy(() -> body.on().observe("y", BorchArray.of(1, 2), mask))
        .hasMessageContainingAll("y", "mask", "(2)", "()");
  }
}
