package org.borch.infer.posteriordb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.borch.infer.ReferenceFolder;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code Infer.fit} with {@code Svi.defaults()} comes to on the posteriors of posteriordb,
 * with nothing tuned, and whether its check tells the truth. Prints a table.
 */
class FitDefaultsTest {

  private static final Svi SETTINGS = Svi.defaults().withProgress(false);

  /** Of the 19 posteriors; three of the others no normal distribution is near to. */
  private static final int RIGHT = 15;

  /** Quick ones: badly scaled, a hierarchy without mode, a skewed one. */
  private static final Set<String> QUICK =
      Set.of(
          "posteriordb/earnings-logearn_interaction",
          "posteriordb/eight_schools-eight_schools_centered",
          "posteriordb/kidiq-kidscore_momhsiq",
          "posteriordb/sblri-blr",
          "posteriordb-refit/wells_data-wells_dist100_model");

  static List<PosteriorCase> quick() {
    return available().stream().filter(row -> QUICK.contains(row.path())).toList();
  }

  private static List<PosteriorCase> available() {
    boolean isShared = ReferenceFolder.shared("posteriordb").isPresent();
    List<String> paths = ReferencePosterior.paths();
    return PosteriorCase.all().stream()
        .filter(row -> isShared || paths.contains(row.path()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("quick")
  void aNormalOfAllVariablesIsRightOrItsCheckSaysSo(PosteriorCase row) {
    FitComparison fit =
        FitComparison.of(row, Posteriors.multivariateNormal(), SETTINGS, Seed.of(1));
    System.out.println(fit);
    assertThat(fit.isMisjudged()).as("%s", fit).isFalse();
    assertThat(fit.isRight())
        .as("%s", fit)
        .isEqualTo(!row.path().endsWith("eight_schools_centered"));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void theDefaultPosteriorsCheckTellsTheTruth(PosteriorCase row) {
    FitComparison fit = FitComparison.of(row, Posteriors.automatic(), SETTINGS, Seed.of(1));
    System.out.println(fit);
    assertThat(fit.isMisjudged()).as("%s", fit).isFalse();
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mostAreRightUnderANormalOfAllVariables(long seed) {
    List<FitComparison> table = table(Posteriors.multivariateNormal(), seed);
    assertThat(table).filteredOn(FitComparison::isRight).hasSizeGreaterThanOrEqualTo(RIGHT);
    assertThat(table).filteredOn(FitComparison::isMisjudged).isEmpty();
  }

  @Tag("slow")
  @Test
  void noneIsMisjudgedUnderTheDefaultPosterior() {
    assertThat(table(Posteriors.automatic(), 1)).filteredOn(FitComparison::isMisjudged).isEmpty();
  }

  private static List<FitComparison> table(Posterior posterior, long seed) {
    List<FitComparison> table = new ArrayList<>();
    System.out.println(posterior + ", seed " + seed);
    System.out.println(FitComparison.header());
    for (PosteriorCase row : available()) {
      try {
        FitComparison line = FitComparison.of(row, posterior, SETTINGS, Seed.of(seed));
        table.add(line);
        System.out.println(line);
      } catch (ArithmeticException e) {
        System.out.println(row + ": " + e.getMessage()); // an error is no wrong answer
      }
    }
    return table;
  }
}
