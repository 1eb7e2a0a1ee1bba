package org.borch.infer.posteriordb;

import static org.borch.infer.posteriordb.Reparameterization.divided;
import static org.borch.infer.posteriordb.Reparameterization.logDivided;
import static org.borch.infer.posteriordb.Reparameterization.renamed;
import static org.borch.infer.posteriordb.Reparameterization.standardized;

import java.util.List;
import java.util.function.Function;
import org.borch.Model;

/**
 * A posterior and its model: all checks of {@link PosteriordbTest} run on each row.
 *
 * @param path of the folder with data and reference, {@code posteriordb/arK-arK}
 * @param model from the folder's data; its variables have the names of {@code summary.json}
 * @param reparameterization if the model samples other parameters than {@code logdensity.json} has
 * @param tolerance of the log density, relative to max(1, |v|)
 * @param isSampleable false where plain NUTS is known to be biased and must say so by divergences
 */
record PosteriorCase(
    String path,
    Function<Data, Model<?, ?>> model,
    Reparameterization reparameterization,
    double tolerance,
    boolean isSampleable) {

  private static final double EXACT = 1e-9;

  /** Where the reference itself solves equations numerically, see the data's README. */
  private static final double NUMERICAL = 1e-6;

  static List<PosteriorCase> all() {
    return List.of(
        row("posteriordb/arK-arK", ArK::of),
        row("posteriordb/earnings-logearn_interaction", EarningsInteraction::of),
        // region rows
        row("posteriordb/eight_schools-eight_schools_centered", EightSchools::of).divergent(),
        row(
                "posteriordb/eight_schools-eight_schools_noncentered",
                data -> EightSchools.of(data).decentred("theta"))
            .with(standardized("theta", "theta.z", "mu", "tau")),
        // endregion
        row("posteriordb/garch-garch11", Garch::of),
        row("posteriordb/gp_pois_regr-gp_pois_regr", GpPoisson::of).numerical(),
        row("posteriordb/hmm_example-hmm_example", HiddenMarkov::of),
        row("posteriordb/hudson_lynx_hare-lotka_volterra", LotkaVolterra::of).numerical(),
        row("posteriordb/kidiq-kidscore_momhsiq", KidScore::of),
        row("posteriordb/kilpisjarvi_mod-kilpisjarvi", Kilpisjarvi::of),
        row("posteriordb/low_dim_gauss_mix-low_dim_gauss_mix", GaussianMixture::of)
            .with(
                renamed("theta", "share").and(renamed("mu", "loc")).and(renamed("sigma", "scale"))),
        row("posteriordb/mesquite-logmesquite_logvas", Mesquite::of),
        row("posteriordb/nes1980-nes", Nes1980::of),
        row("posteriordb/sblri-blr", LinearRegression::of),
        row(
                "posteriordb-refit/GLMM_Poisson_data-GLMM_Poisson_model",
                data -> GlmmPoisson.of(data).decentred("eps"))
            .with(divided("eps", "eps.z", "sigma")),
        row("posteriordb-refit/dogs-dogs", Dogs::of),
        row("posteriordb-refit/irt_2pl-irt_2pl", ItemResponse::of)
            .with(
                divided("theta", "ability", "sigma_theta")
                    .and(divided("b", "difficulty", "sigma_theta"))
                    .and(logDivided("a", "sharpness", "sigma_a"))),
        row("posteriordb-refit/radon_mn-radon_hierarchical_intercept_noncentered", Radon::of),
        row("posteriordb-refit/wells_data-wells_dist100_model", Wells::of));
  }

  private static PosteriorCase row(String path, Function<Data, Model<?, ?>> model) {
    return new PosteriorCase(path, model, Reparameterization.none(), EXACT, true);
  }

  private PosteriorCase with(Reparameterization other) {
    return new PosteriorCase(path, model, other, tolerance, isSampleable);
  }

  private PosteriorCase numerical() {
    return new PosteriorCase(path, model, reparameterization, NUMERICAL, isSampleable);
  }

  private PosteriorCase divergent() {
    return new PosteriorCase(path, model, reparameterization, tolerance, false);
  }

  ReferencePosterior reference() {
    return new ReferencePosterior(path);
  }

  Model<?, ?> posed() {
    return model.apply(reference().data());
  }

  /** The posterior's name. */
  @Override
  public String toString() {
    return path.substring(path.indexOf('/') + 1);
  }
}
