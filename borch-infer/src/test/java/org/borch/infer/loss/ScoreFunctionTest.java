package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.LongFunction;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.distributions.Distribution;
import org.borch.infer.Infer;
import org.borch.infer.fit.Estimate;
import org.borch.infer.fit.Fit;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** One Bernoulli latent variable with strong data, whose bound and posterior can be enumerated. */
class ScoreFunctionTest {

  private static final double PRIOR_LOGIT = -0.4;
  private static final double Y = 1.3;
  private static final int DRAWS = 1_500;

  private static Model<?, ?> model() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray on = m.rv("on", bernoulliLogits(PRIOR_LOGIT));
              return m.rv("y", normal(on.mul(2), 0.8));
            });
    return module.on(0).in(DataType.FLOAT64).observe("y", Y);
  }

  private static double logLikelihood(double on) {
    double z = (Y - 2 * on) / 0.8;
    return -z * z / 2 - Math.log(0.8) - 0.5 * Math.log(2 * Math.PI);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The derivative of the exact negative bound by q's logit: q (1 - q) (logit - exact logit). */
  private static double exactGradient(double logit) {
    double q = sigmoid(logit);
    return q * (1 - q) * (logit - exactLogit());
  }

  private static double exactLogit() {
    return PRIOR_LOGIT + logLikelihood(1) - logLikelihood(0);
  }

  private static double exactLoss(double logit) {
    double q = sigmoid(logit);
    double p = sigmoid(PRIOR_LOGIT);
    return q * (Math.log(q / p) - logLikelihood(1))
        + (1 - q) * (Math.log((1 - q) / (1 - p)) - logLikelihood(0));
  }

  private record Averages(Estimate loss, Estimate gradient) {}

  private static Averages averages(Params params, LongFunction<NDArray> loss) {
    double[] losses = new double[DRAWS];
    double[] gradients = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      try (Scope scope = Scope.open()) {
        NDArray value = loss.apply(i);
        losses[i] = BorchArray.wrap(value).values()[0];
        gradients[i] = BorchArray.wrap(params.gradient(value)).values()[0];
      }
    }
    return new Averages(Estimate.of(losses), Estimate.of(gradients));
  }

  private static void require(Averages averages, double logit) {
    assertThat(averages.loss().value())
        .isCloseTo(exactLoss(logit), within(4 * averages.loss().standardError()));
    assertThat(averages.gradient().value())
        .isCloseTo(exactGradient(logit), within(4 * averages.gradient().standardError()));
  }

  @Test
  void f2AndF3TheAverageGradientIsTheEnumeratedOne() {
    Model<?, ?> model = model();
    try (Params params = model.init(Seed.of(1))) {
      assertThat(params.size()).isEqualTo(1);
      // Where q is the prior, the faulty code has derivative 0.
      for (double logit : new double[] {PRIOR_LOGIT, 1.1}) {
        params.update(BorchArray.of(logit));
        assertThat(Math.abs(exactGradient(logit))).isGreaterThan(0.01);
        Averages plain =
            averages(params, i -> Infer.viLoss(model.sample(params, Seed.of(2).at(i))));
        require(plain, logit);
        double baseline = exactLoss(logit);
        Averages based =
            averages(params, i -> Infer.viLoss(model.sample(params, Seed.of(2).at(i)), baseline));
        require(based, logit);
        assertThat(based.loss()).isEqualTo(plain.loss());
        assertThat(based.gradient().standardError()).isLessThan(plain.gradient().standardError());
        Averages leaveOneOut =
            averages(params, i -> Infer.viLoss(model.sample(params, Seed.of(2).at(i), 3)));
        require(leaveOneOut, logit);
      }
    }
  }

  @Test
  void f3TheAverageGradientWithoutClosedFormIsTheEnumeratedOne() {
    // A joint posterior gives a density only, so that the divergence is sampled.
    Posterior sampled =
        latents -> {
          NDArray logit =
              latents.parameter("logit", new Shape(), () -> BorchArray.scalar(0, latents.type()));
          return latent -> {
            Distribution q = bernoulliLogits(logit);
            NDArray value = q.sample(latent.noise());
            return Choice.of(value, q.logProb(value));
          };
        };
    Model<?, ?> model = model().withPosterior(sampled);
    try (Params params = model.init(Seed.of(1))) {
      params.update(BorchArray.of(1.1));
      require(averages(params, i -> Infer.viLoss(model.sample(params, Seed.of(3).at(i)))), 1.1);
    }
  }

  @Test
  void f2SviFindsTheExactPosteriorOfADiscreteVariable() {
    Model<?, ?> scored = model().withPosterior(at("on", automatic()));
    for (int particles : new int[] {1, 4}) {
      Svi settings = Svi.defaults().withSteps(3_000).withParticles(particles);
      try (Fit fit = Infer.fit(scored, settings, Seed.of(4))) {
        double logit = BorchArray.wrap(fit.params().flat()).values()[0];
        assertThat(sigmoid(logit)).isCloseTo(sigmoid(exactLogit()), within(0.02));
      }
    }
  }
}
