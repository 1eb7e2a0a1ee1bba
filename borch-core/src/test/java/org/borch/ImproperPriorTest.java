package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.halfFlat;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.borch.distributions.Distribution;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Models whose priors have no draws. */
class ImproperPriorTest {

  private static final Key KEY = Seed.of(1).at(0);

  /** A mean and a scale without prior. */
  private static Model<NDArray, NDArray> model() {
    Module<NDArray, NDArray> flat =
        Module.of(
            (m, x) -> {
              NDArray mu = m.plate("column", 2).rv("mu", flat());
              NDArray sigma = m.rv("sigma", halfFlat());
              return m.rv("y", normal(mu.sum(), sigma));
            });
    return flat.on().observe("y", 1.5);
  }

  @Test
  void drawsFromThePriorAreRefusedWithTheVariablesName() {
    assertThatThrownBy(() -> model().samplePrior(KEY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("mu: Flat is no distribution");
  }

  @Test
  void theModelPrintsAndKnowsItsLatents() {
    assertThat(model().toString()).contains("mu (2) ~ Flat").contains("sigma");
    assertThat(model().latents(Seed.of(1)).get(0).shape()).isEqualTo(new Shape(2));
  }

  @Test
  void theJointDensityIsThatOfTheData() {
    try (Scope scope = Scope.open()) {
      Map<String, NDArray> at =
          Map.of("mu", BorchArray.of(0.5, 0.25), "sigma", BorchArray.of(2.0).reshape(new Shape()));
      Trace trace = model().replay(at);

      assertThat(trace.get("mu").logPrior().toArray()).containsExactly(0f, 0f);
      assertThat(trace.get("sigma").logPrior().toArray()).containsExactly(0f);
    }
  }

  @Test
  void theAutomaticPosteriorIsANormalInUnconstrainedCoordinates() {
    try (Params params = model().withPosterior(Posteriors.automatic()).init(Seed.of(2));
        Scope scope = Scope.open()) {
      Trace draw = model().sample(params, KEY);
      Distribution q = draw.get("sigma").approximation().orElseThrow();

      assertThat(q.isProper()).isTrue();
      assertThat(q.support()).isEqualTo(halfFlat().support());
    }
  }
}
