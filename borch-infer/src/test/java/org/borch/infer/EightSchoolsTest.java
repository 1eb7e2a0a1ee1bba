package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.Seed;
import org.junit.jupiter.api.Test;

class EightSchoolsTest {

  // A twentieth of the exact posterior's standard deviation (3.31 for mu, 3.20 for tau).
  private static final double MU = 0.17;
  private static final double TAU = 0.16;

  private static final Svi SETTINGS =
      Svi.defaults().withSteps(8_000).withParticles(4).withLearningRate(0.05);
  private static final int DRAWS = 40_000;

  // The optima are those of issue 3, found by deterministic optimisation of the bound.

  @Test
  void normalPosteriorReachesItsFamilysOptimum() {
    requireOptimum(Posteriors.normal(), 4.53, 3.15, 2.94, 2.5);
  }

  @Test
  void aUsersFullRankNormalReachesItsFamilysOptimum() {
    requireOptimum(new FullRankNormal(), 4.48, 3.23, 3.06, 2.56);
  }

  private static void requireOptimum(
      Posterior posterior, double muMean, double muSd, double tauMean, double tauSd) {
    try (Fit fit =
        Infer.fit(EightSchools.observed().withPosterior(posterior), SETTINGS, Seed.of(1))) {
      Summary summary = fit.summary(DRAWS, Seed.of(2));
      System.out.println(summary);
      assertThat(summary.row("mu").mean()).isCloseTo(muMean, within(MU));
      assertThat(summary.row("mu").sd()).isCloseTo(muSd, within(MU));
      assertThat(summary.row("tau").mean()).isCloseTo(tauMean, within(TAU));
      assertThat(summary.row("tau").sd()).isCloseTo(tauSd, within(TAU));
    }
  }
}
