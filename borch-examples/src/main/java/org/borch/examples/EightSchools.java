package org.borch.examples;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Locale;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;

/**
 * How much does coaching help in eight schools? Rubin 1981, as in Gelman et al., Bayesian Data
 * Analysis, section 5.5: the effect in each school is known with a standard error only, and schools
 * are similar, so that they learn from each other.
 *
 * <p>The model is written in non-centred form, with z instead of theta drawn, because then z and
 * tau depend less on each other. Two posteriors are compared with the exact one.
 */
public final class EightSchools extends Module<NDArray, NDArray> {

  // region forward
  @Override
  protected NDArray forward(NDArray standardErrors) {
    NDArray mu = rv("mu", normal(0, 5));
    NDArray tau = rv("tau", halfCauchy(5));
    Plate schools = plate("school", 8);
    NDArray z = schools.rv("z", normal(0, 1));
    NDArray theta = deterministic("theta", z.mul(tau).add(mu));
    return schools.rv("y", normal(theta, standardErrors));
  }

  // endregion

  // region observed
  static Model<NDArray, NDArray> observed() {
    return new EightSchools()
        .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12)
        .in(DataType.FLOAT64);
  }

  // endregion

  static Fit fit(Posterior posterior, Svi settings) {
    return Infer.fit(observed().withPosterior(posterior), settings, Seed.of(1));
  }

  // region joint
  static Fit fitJointly(Svi settings) {
    return fit(Posteriors.multivariateNormal(), settings);
  }

  // endregion

  public static void main(String[] arguments) {
    // Adam's usual betas: a longer memory than Svi's own comes closer to the optimum.
    Adam adam = Adam.defaults().withLearningRate(Schedule.cosine(0.03, 0, 4_000));
    Svi settings = Svi.defaults().withOptimizer(adam).withSteps(4_000).withParticles(2);
    try (Fit normal = fit(Posteriors.normal(), settings);
        Fit multivariate = fitJointly(settings)) {
      Summary joint = multivariate.summary(10_000, Seed.of(2));
      System.out.println(joint);
      System.out.println("posterior     mu              tau");
      print("normal", normal.summary(10_000, Seed.of(2)));
      print("multivariate", joint);
      System.out.println("exact         4.41 ± 3.31     3.60 ± 3.20");
    }
  }

  private static void print(String posterior, Summary summary) {
    Summary.Row mu = summary.row("mu");
    Summary.Row tau = summary.row("tau");
    System.out.printf(
        Locale.ROOT,
        "%-13s %.2f ± %.2f     %.2f ± %.2f%n",
        posterior,
        mu.mean(),
        mu.sd(),
        tau.mean(),
        tau.sd());
  }
}
