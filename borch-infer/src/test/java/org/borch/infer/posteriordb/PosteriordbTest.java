package org.borch.infer.posteriordb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.SoftAssertions;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every posterior of the shared folders {@code posteriordb} and {@code posteriordb-refit} as a
 * model: its density, its gradient, and NUTS with default settings against published draws. Prints
 * a table of all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PosteriordbTest {

  /** Fixed before the first run. */
  private static final Seed SEED = Seed.of(20261121);

  /** How many combined Monte Carlo standard errors an estimate may be off. */
  private static final double LIMIT = 4;

  /** For differences of a value that is rounded to 1e-16 of some hundreds. */
  private static final double GRADIENT = 1e-6;

  private static final int BEYOND_LIMIT = 2;
  private static final double LAST_LIMIT = 6;

  private final List<Comparison> table = new ArrayList<>();

  static List<PosteriorCase> all() {
    return PosteriorCase.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void densityGradientAndDrawsAgreeWithTheReference(PosteriorCase row) {
    Comparison comparison = Comparison.of(row, Nuts.defaults(), SEED);
    table.add(comparison);

    SoftAssertions all = new SoftAssertions();
    all.assertThat(comparison.execution().backEnd())
        .as("%s", comparison.execution())
        .isNotEqualTo(BackEnd.EAGER);
    all.assertThat(comparison.logDensityError()).as("log density").isLessThan(row.tolerance());
    all.assertThat(comparison.derivedError()).as("derived").isLessThan(row.tolerance());
    all.assertThat(comparison.gradientError()).as("gradient").isLessThan(GRADIENT);
    if (row.isSampleable()) {
      all.assertThat(comparison.agreement().estimates())
          .allSatisfy(
              estimate -> {
                assertThat(estimate.meanError()).as("%s", estimate).isLessThanOrEqualTo(LIMIT);
                assertThat(estimate.sdError()).as("%s", estimate).isLessThanOrEqualTo(LIMIT);
                assertThat(estimate.diagnosis().rHat())
                    .as("%s", estimate)
                    .isLessThan(Diagnosis.R_HAT_LIMIT);
              });
    } else {
      all.assertThat(comparison.agreement().divergences()).as("divergences").isPositive();
    }
    all.assertAll();
  }

  /** Of more than a thousand estimates with each seed, some lie in the tails. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("slow")
  void drawsOfMoreSeedsAgreeWithTheReference(long offset) {
    Seed seed = Seed.of(SEED.value() + offset);
    List<String> beyond = new ArrayList<>();
    double worst = 0;
    for (PosteriorCase row : all()) {
      if (row.isSampleable()) {
        Agreement agreement = Agreement.of(row, Nuts.defaults(), seed);
        worst = Math.max(worst, agreement.worst(Agreement.Estimate::error));
        agreement.estimates().stream()
            .filter(estimate -> estimate.error() > LIMIT)
            .forEach(estimate -> beyond.add(row + " " + estimate));
      }
    }
    System.out.printf(
        Locale.ROOT, "%s: at most %.2f standard errors off; beyond 4: %s%n", seed, worst, beyond);

    assertThat(worst).isLessThan(LAST_LIMIT);
    assertThat(beyond).hasSizeLessThanOrEqualTo(BEYOND_LIMIT);
  }

  @Test
  void everyFolderHasAModel() {
    assertThat(all().stream().map(PosteriorCase::path))
        .as("rows of PosteriorCase; add the model of a new folder there")
        .containsExactlyInAnyOrderElementsOf(ReferencePosterior.paths());
  }

  @AfterAll
  void print() {
    if (!table.isEmpty()) {
      System.out.println(Comparison.header());
      table.forEach(System.out::println);
    }
  }
}
