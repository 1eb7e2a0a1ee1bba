package org.borch.infer.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Probabilities of models against sums by hand. */
class BayesFactorsTest {

  private static final Map<String, Evidence> MODELS =
      Map.of(
          "a", new Evidence(Math.log(0.2), 0.03),
          "b", new Evidence(Math.log(0.6), 0.04),
          "c", new Evidence(Double.NEGATIVE_INFINITY, 0));

  @Test
  void probabilitiesAreProportionalToEvidenceTimesPrior() {
    BayesFactors equal = BayesFactors.of(MODELS);
    BayesFactors weighted = BayesFactors.of(MODELS, Map.of("a", 6.0, "b", 1.0, "c", 3.0));

    assertThat(equal.rows()).extracting(BayesFactors.Row::name).containsExactly("b", "a", "c");
    assertThat(equal.row("b").probability()).isCloseTo(0.75, within(1e-12));
    assertThat(equal.row("c").probability()).isZero();
    assertThat(weighted.row("a").prior()).isCloseTo(0.6, within(1e-12));
    assertThat(weighted.row("a").probability()).isCloseTo(1.2 / 1.8, within(1e-12));
    assertThat(weighted.rows().get(0).name()).isEqualTo("a");
  }

  @Test
  void errorsAreThoseOfTheEstimates() {
    BayesFactors.Row row = BayesFactors.of(MODELS).row("a");

    assertThat(row.logBayesFactor()).isCloseTo(-Math.log(3), within(1e-12));
    assertThat(row.logBayesFactorError()).isCloseTo(0.05, within(1e-12));
    assertThat(row.probabilityError()).isCloseTo(0.25 * 0.75 * 0.05, within(1e-12));
    assertThat(BayesFactors.of(MODELS).log("b", "a")).isCloseTo(Math.log(3), within(1e-12));
  }

  @Test
  void theTableHasALineForEachModel() {
    assertThat(BayesFactors.of(MODELS).toString().lines()).hasSize(4);
  }

  @Test
  void namesMustAgree() {
    assertThatThrownBy(() -> BayesFactors.of(Map.of("a", new Evidence(0, 0))))
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> BayesFactors.of(MODELS, Map.of("a", 1.0)))
        .hasMessageContaining("for each of");
    assertThatThrownBy(() -> BayesFactors.of(MODELS).row("d")).hasMessageContaining("row(\"d\")");
  }
}
