package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.logistic;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.RandomVariable;
import org.borch.Trace;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** A plate's weight N/B is on log p and log q alike, and not on the score. */
class PlateWeightTest {

  private static final Seed SEED = Seed.of(6);

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  @Test
  void withoutAClosedFormBothLogDensitiesCountWithTheWeight() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("row", 6, 2).rv("z", logistic(0, 1)));
    Model<NDArray, NDArray> model = module.on().withPosterior(Posteriors.normal());
    try (Params params = model.init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = model.sample(params, SEED.key());
      RandomVariable z = draw.get("z");
      double logP = values(z.logPrior().sum())[0];
      double logQ = values(z.logApproximation().sum())[0];
      assertThat(z.divergence()).isEmpty();
      assertThat(values(Losses.viLoss(draw))[0]).isCloseTo(3 * (logQ - logP), within(1e-12));
      assertThat(values(Losses.logWeight(draw))[0]).isCloseTo(3 * (logP - logQ), within(1e-12));
      assertThat(values(Losses.mapLoss(draw))[0]).isCloseTo(-3 * logP, within(1e-12));
    }
  }

  @Test
  void theScoreFunctionsGradientIsThatOfAllRowsInTheMeanOverBatchesAndDraws() {
    double[] y = {1.3, 0.4};
    double[] logits = {0.2, -0.7};
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              Plate rows = m.plate("row", 2, 1);
              m.deterministic("index", rows.index());
              NDArray z = rows.rv("z", bernoulliLogits(0.3));
              return rows.rv("y", normal(z.mul(2), 0.8));
            });
    Posterior q =
        latents ->
            latent -> {
              NDArray own =
                  latent.parameter(
                      "logit", latent.prior().batchShape(), () -> BorchArray.of(logits));
              return Choice.of(bernoulliLogits(own), latent.noise());
            };
    Model<NDArray, NDArray> model = module.on().observe("y", y).withPosterior(q);
    Map<Integer, double[]> gradients = new HashMap<>(); // by outcome: 2 row + z
    try (Params params = model.init(SEED)) {
      for (int i = 0; gradients.size() < 4; i++) {
        try (Scope scope = Scope.open()) {
          Trace draw = model.sample(params, SEED.at(i));
          int row = (int) values(draw.deterministics().get("index"))[0];
          int z = (int) values(draw.get("z").value())[0];
          gradients.put(2 * row + z, values(params.gradient(Losses.viLoss(draw))));
        }
      }
    }
    for (int row = 0; row < 2; row++) {
      double on = 1 / (1 + Math.exp(-logits[row]));
      double mean =
          0.5 * (on * gradients.get(2 * row + 1)[row] + (1 - on) * gradients.get(2 * row)[row]);
      double exactLogit = 0.3 + logLikelihood(y[row], 1) - logLikelihood(y[row], 0);
      assertThat(mean).isCloseTo(on * (1 - on) * (logits[row] - exactLogit), within(1e-12));
    }
  }

  private static double logLikelihood(double y, double z) {
    double u = (y - 2 * z) / 0.8;
    return -0.5 * u * u;
  }
}
