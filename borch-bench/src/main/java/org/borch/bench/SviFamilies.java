package org.borch.bench;

import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.loss.Loss;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Steps of a logistic regression, n = 1,000, d = 100, under several posteriors and losses. */
@State(Scope.Thread)
@OperationsPerInvocation(SviFamilies.STEPS)
@Reference(benchmark = "svi.families_100", variant = "meanField")
public class SviFamilies {

  static final int STEPS = 2_000;

  private static final int N = 1_000;
  private static final int D = 100;

  private final Model<?, ?> model;

  /** Makes the data. */
  public SviFamilies() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = new double[N * D];
    double[] y = new double[N];
    for (int i = 0; i < N; i++) {
      double logit = 0;
      for (int j = 0; j < D; j++) {
        x[i * D + j] = random.nextGaussian();
        logit += x[i * D + j] * (j % 3 - 1) * 0.3;
      }
      y[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    }
    Module<NDArray, NDArray> logistic =
        Module.of(
            (m, rows) -> {
              NDArray beta = m.plate("feature", D).rv("beta", normal(0, 1));
              return m.plate("row", N).rv("y", bernoulliLogits(rows.matMul(beta)));
            });
    model = logistic.on(BorchArray.of(new Shape(N, D), x)).observe("y", BorchArray.of(y));
  }

  private double fit(Posterior posterior, Loss loss, int particles) {
    Svi settings =
        Svi.defaults()
            .withSteps(STEPS)
            .withParticles(particles)
            .withLoss(loss)
            .withStart(null)
            .withProgress(false);
    try (Fit fit = Infer.fit(model.withPosterior(posterior), settings, Seed.of(1))) {
      return fit.losses()[STEPS - 1];
    }
  }

  /** Independent normals. */
  @Benchmark
  public double meanField() {
    return fit(Posteriors.normal(), Loss.elbo(), 1);
  }

  /** One normal of all coefficients. */
  @Benchmark
  public double fullRank() {
    return fit(Posteriors.multivariateNormal(), Loss.elbo(), 1);
  }

  /** One normal with five columns. */
  @Benchmark
  public double lowRank() {
    return fit(Posteriors.lowRankNormal(5), Loss.elbo(), 1);
  }

  /** The importance-weighted bound of 16 draws. */
  @Benchmark
  public double importanceWeighted16() {
    return fit(Posteriors.normal(), Loss.importanceWeighted(), 16);
  }
}
