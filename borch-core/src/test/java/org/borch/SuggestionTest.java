package org.borch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Messages about names and inputs that say what was meant. */
class SuggestionTest {

  @Test
  void caseCountsLessThanLetters() {
    assertThat(Suggestion.of("Y", List.of("b", "y"))).isEqualTo("; did you mean \"y\"?");
    assertThat(Suggestion.of("MU", List.of("nu", "mu"))).isEqualTo("; did you mean \"mu\"?");
    assertThat(Suggestion.of("thetta", List.of("tau", "theta")))
        .isEqualTo("; did you mean \"theta\"?");
  }

  @Test
  void aNameThatIsNearNoneGetsNoSuggestion() {
    assertThat(Suggestion.of("sigma", List.of("b", "weights"))).isEmpty();
    assertThat(Suggestion.of("y", List.of())).isEmpty();
  }

  @Test
  void aForgottenInputIsNamed() {
    Module<NDArray, NDArray> line =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              return m.rv("y", normal(x.mul(slope), 1));
            });
    assertThatThrownBy(() -> line.on().samplePrior(Seed.of(1).key()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("after slope", "no input", "module.on(input)");
    assertThatThrownBy(() -> line.on().observe("y", BorchArray.of(1)))
        .hasMessageContaining("module.on(input)");
  }
}
