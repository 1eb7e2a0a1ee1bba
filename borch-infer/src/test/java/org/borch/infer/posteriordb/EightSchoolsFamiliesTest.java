package org.borch.infer.posteriordb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.borch.Model;
import org.borch.infer.Infer;
import org.borch.infer.fit.Check;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** What families of q make of the eight schools, centred, decentred and in between: one table. */
class EightSchoolsFamiliesTest {

  private static final Svi SETTINGS =
      Svi.defaults().withSteps(20_000).withParticles(2).withProgress(false);

  private record Line(
      double elbo, double error, double kHat, double muSd, double tau, double tauSd) {

    static Line of(Model<?, ?> model) {
      try (Fit fit = Infer.fit(model, SETTINGS, Seed.of(1))) {
        Check check = fit.check(20_000, Seed.of(2));
        Summary summary = fit.summary(20_000, Seed.of(3));
        return new Line(
            check.elbo().value(),
            check.elbo().standardError(),
            check.kHat(),
            summary.row("mu").sd(),
            summary.row("tau").mean(),
            summary.row("tau").sd());
      }
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "ELBO %8.3f ± %.3f, k-hat %5.2f, sd of mu %5.2f, tau %5.2f ± %5.2f",
          elbo,
          error,
          kHat,
          muSd,
          tau,
          tauSd);
    }
  }

  @Test
  void structureAndPartialDecentringComeNearerThanIndependentNormals() {
    Model<?, ?> centred =
        EightSchools.of(
            new ReferencePosterior("posteriordb/eight_schools-eight_schools_centered").data());
    Map<String, Model<?, ?>> models = new LinkedHashMap<>();
    models.put("centred, normal", centred.withPosterior(Posteriors.normal()));
    models.put("centred, automatic", centred.withPosterior(Posteriors.automatic()));
    models.put("centred, multivariate", centred.withPosterior(Posteriors.multivariateNormal()));
    Model<?, ?> decentred = centred.decentred("theta");
    models.put("decentred, normal", decentred.withPosterior(Posteriors.normal()));
    models.put("decentred, automatic", decentred.withPosterior(Posteriors.automatic()));
    models.put("decentred, multivariate", decentred.withPosterior(Posteriors.multivariateNormal()));
    Model<?, ?> partly = centred.partlyDecentred("theta");
    models.put("partly, normal", partly.withPosterior(Posteriors.normal()));
    models.put("partly, automatic", partly.withPosterior(Posteriors.automatic()));
    Map<String, Line> table = new LinkedHashMap<>();
    models.forEach(
        (name, model) -> {
          table.put(name, Line.of(model));
          System.out.printf("%-24s %s%n", name, table.get(name));
        });
    ReferencePosterior.Moments tau =
        new ReferencePosterior("posteriordb/eight_schools-eight_schools_noncentered")
            .moments()
            .get("tau");
    Line normal = table.get("centred, normal");
    Line structured = table.get("centred, automatic");
    assertThat(structured.kHat).isLessThan(normal.kHat);
    assertThat(Math.abs(structured.tauSd - tau.sd())).isLessThan(Math.abs(normal.tauSd - tau.sd()));
    Line learned = table.get("partly, normal");
    Line other = table.get("decentred, normal");
    double better = Math.max(normal.elbo, other.elbo);
    assertThat(learned.elbo).isGreaterThan(better - 4 * Math.hypot(learned.error, other.error));
  }
}
