package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.borch.Model;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class EightSchoolsTest {

  // A twentieth of the exact posterior's standard deviation (3.31 for mu, 3.20 for tau).
  private static final double MU = 0.17;
  private static final double TAU = 0.16;

  /**
   * With a longer memory than the default's: the optimum itself is asked for, not a quick start.
   */
  private static final Svi SETTINGS =
      Svi.defaults()
          .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.02, 0, 10_000)))
          .withSteps(8_000)
          .withParticles(2);

  // The optima are those of issue 3, found by deterministic optimisation of the bound.

  @Test
  void normalPosteriorReachesItsFamilysOptimum() {
    Model<?, ?> model = EightSchools.observed().withPosterior(Posteriors.normal());
    try (Fit fit = Infer.fit(model, SETTINGS, Seed.of(1))) {
      double mu = value(fit, "mu|loc", 0);
      double muSd = Math.exp(value(fit, "mu|log_scale", 0));
      requireMu(mu, muSd, 4.53, 3.15);
      requireTau(value(fit, "tau|loc", 0), Math.exp(value(fit, "tau|log_scale", 0)), 2.94, 2.5);
    }
  }

  @Test
  void multivariateNormalReachesItsFamilysOptimum() {
    Model<?, ?> model = EightSchools.observed().withPosterior(Posteriors.multivariateNormal());
    try (Fit fit = Infer.fit(model, SETTINGS, Seed.of(1))) {
      FittedNormal q = FittedNormal.of(fit.params());
      requireMu(q.mean()[0], q.sd(0), 4.48, 3.23);
      requireTau(q.mean()[1], q.sd(1), 3.06, 2.56);
    }
  }

  private static double value(Fit fit, String parameter, int element) {
    return BorchArray.wrap(fit.params().get(parameter)).values()[element];
  }

  private static void requireMu(double mean, double sd, double expectedMean, double expectedSd) {
    assertThat(mean).isCloseTo(expectedMean, within(MU));
    assertThat(sd).isCloseTo(expectedSd, within(MU));
  }

  /** The moments of a log-normal variable. */
  private static void requireTau(double m, double s, double expectedMean, double expectedSd) {
    double mean = Math.exp(m + s * s / 2);
    assertThat(mean).isCloseTo(expectedMean, within(TAU));
    assertThat(mean * Math.sqrt(Math.expm1(s * s))).isCloseTo(expectedSd, within(TAU));
  }
}
