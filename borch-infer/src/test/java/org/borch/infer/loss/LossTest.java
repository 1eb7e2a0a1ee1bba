package org.borch.infer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.Trace;
import org.borch.distributions.Distribution;
import org.borch.infer.Infer;
import org.borch.infer.fit.Estimate;
import org.borch.infer.fit.Fit;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Stop;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;

class LossTest {

  private static final Execution NONE = new Execution(BackEnd.EAGER, "nothing ran");

  /** A model with one latent variable whose q is given. */
  private static Model<Integer, NDArray> latent(Distribution prior, Distribution q) {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("z", prior));
    Module<Integer, NDArray> guide = Module.of((m, none) -> m.rv("z", q));
    return module.on(0).in(DataType.FLOAT64).withPosterior(Posteriors.manual(guide));
  }

  private static double viLoss(Model<?, ?> model, long seed) {
    try (Params params = model.init(Seed.of(0));
        Scope scope = Scope.open()) {
      return BorchArray.wrap(Infer.viLoss(model.sample(params, Seed.of(seed).key()))).values()[0];
    }
  }

  @Test
  void f1DivergenceIsOfQFromThePriorAndNotReversed() {
    double expected = -Math.log(2) + 5 / 2.0 - 0.5;
    assertThat(viLoss(latent(normal(0, 1), normal(1, 2)), 1)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void f1ClosedFormAndSampledBoundAgree() {
    Model<?, ?> model = latent(normal(0, 1), normal(1, 2));
    try (Fit fit =
        Fit.of(model, model.init(Seed.of(0)), new double[0], new Stop.Completed(0), NONE)) {
      Estimate sampled = fit.elbo(4_000, Seed.of(2));
      assertThat(sampled.value()).isCloseTo(-viLoss(model, 1), within(4 * sampled.standardError()));
    }
  }

  @Test
  void f15AJointPriorAndItsFactorisedEqualHaveNoDivergence() {
    NDArray zeros = BorchArray.of(0, 0, 0);
    assertThat(viLoss(latent(normal(zeros, 1).toEvent(1), normal(zeros, 1)), 1))
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void f15ValuesOfAnotherShapeThanThePriorsAreRefused() {
    Model<?, ?> model =
        latent(normal(BorchArray.of(0, 0, 0), 1).toEvent(1), normal(BorchArray.of(0, 0), 1));
    assertThatThrownBy(() -> viLoss(model, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z")
        .hasMessageContaining("(2)")
        .hasMessageContaining("(3)");
  }

  @Test
  void f9PointsOnConstrainedSupportsAlwaysHaveAFiniteLoss() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              m.rv("positive", gamma(2, 1).expand(new Shape(1_000)));
              return m.rv("unit", uniform(0, 1).expand(new Shape(1_000)));
            });
    Model<Integer, NDArray> model = module.on(0).withPosterior(Posteriors.pointMass());
    try (Params params = model.init(Seed.of(0))) {
      double[] spread = new double[Math.toIntExact(params.size())];
      Arrays.setAll(spread, i -> Math.sin(i) * 8);
      params.update(BorchArray.of(spread));
      try (Scope scope = Scope.open()) {
        NDArray loss = Infer.viLoss(model.sample(params, Seed.of(1).key()));
        assertThat(BorchArray.wrap(loss).values()[0]).isFinite();
      }
    }
  }

  @Test
  void f21ADeltaPriorHasAFiniteLossUnderEachPosterior() {
    for (Posterior posterior :
        List.of(Posteriors.normal(), Posteriors.automatic(), Posteriors.pointMass())) {
      Module<Integer, NDArray> module =
          Module.of(
              (m, none) -> {
                NDArray offset = m.rv("offset", delta(3));
                return m.rv("y", normal(offset, 1));
              });
      Model<?, ?> model = module.on(0).observe("y", 2.0).withPosterior(posterior);
      assertThat(viLoss(model, 1)).isCloseTo(0.5 + 0.5 * Math.log(2 * Math.PI), within(1e-6));
    }
  }

  @Test
  void f26ALossOfADrawWithoutVariablesIsAnError() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.deterministic("nothing", BorchArray.of(1)));
    Model<Integer, NDArray> model = module.on(0);
    assertThatThrownBy(() -> viLoss(model, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without random variables")
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> Infer.viLoss(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 draws");
  }

  @Test
  void aGivenValueHasNoVariationalLossButAMapLoss() {
    Module<Integer, NDArray> module = Module.of((m, none) -> m.rv("z", normal(0, 1)));
    Model<Integer, NDArray> model = module.on(0).in(DataType.FLOAT64);
    try (Scope scope = Scope.open()) {
      Trace given = model.replay(Map.of("z", BorchArray.scalar(2, DataType.FLOAT64)));
      assertThatThrownBy(() -> Infer.viLoss(given))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("given");
      assertThat(BorchArray.wrap(Infer.mapLoss(given)).values()[0])
          .isCloseTo(2 + 0.5 * Math.log(2 * Math.PI), within(1e-12));
    }
  }

  @Test
  void factorsAddToTheLogJoint() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              m.factor("weight", BorchArray.of(1, 2.5));
              return m.rv("y", bernoulli(0.5));
            });
    assertThat(viLoss(module.on(0).in(DataType.FLOAT64).observe("y", 1.0), 1))
        .isCloseTo(Math.log(2) - 3.5, within(1e-12));
  }

  @Test
  void plateWeightsMakeTheLossOfABatchUnbiased() {
    double[] data = {1.5, -0.3, 0.8, 2.2, -1.1, 0.4};
    Module<Long, NDArray> module =
        Module.of(
            (m, batch) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              Plate rows = m.plate("row", 6, batch);
              NDArray local = rows.rv("local", normal(mu, 1));
              return rows.rv("y", normal(local, 1));
            });
    Posterior fixed =
        latents ->
            latent ->
                Choice.of(
                    normal(
                        BorchArray.full(latent.prior().batchShape(), 0.3, DataType.FLOAT64), 1e-9),
                    latent.noise());
    Model<Long, NDArray> model = module.on(6L).in(DataType.FLOAT64).observe("y", data);
    double whole = viLoss(model.withPosterior(fixed), 1);
    Model<?, ?> batched = model.on(2L).withPosterior(fixed);
    double[] losses = new double[3_000];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = viLoss(batched, i);
    }
    Estimate mean = Estimate.of(losses);
    assertThat(mean.value()).isCloseTo(whole, within(4 * mean.standardError()));
  }
}
