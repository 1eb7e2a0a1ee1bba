package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.density.Start;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class PartlyDecentredTest {

  private static Svi settings(int steps) {
    return Svi.defaults()
        .withOptimizer(Adam.defaults().withLearningRate(Schedule.cosine(0.02, 0, steps)))
        .withSteps(steps)
        .withParticles(2);
  }

  private static Fit fit(Model<?, ?> model, int steps) {
    return Infer.fit(model, settings(steps), Seed.of(1));
  }

  private record Bound(double mean, double error) {}

  private static Bound elbo(Model<?, ?> model, Fit fit) {
    int n = 2_000;
    try (Scope scope = Scope.open()) {
      double[] weights =
          model.sample(fit.params(), Seed.of(2).key(), n).stream()
              .mapToDouble(draw -> values(Infer.logWeight(draw))[0])
              .toArray();
      double mean = Arrays.stream(weights).average().orElseThrow();
      double variance = Arrays.stream(weights).map(w -> (w - mean) * (w - mean)).sum() / (n - 1);
      return new Bound(mean, Math.sqrt(variance / n));
    }
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** Eight groups, the first four with many times the data of the others. */
  private static Model<NDArray, NDArray> unequal() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate groups = m.plate("group", 8);
              NDArray theta = groups.rv("theta", normal(mu, tau));
              return groups.rv("y", normal(theta, errors));
            });
    return module
        .on(BorchArray.of(2, 2, 2, 2, 15, 15, 15, 15))
        .in(DataType.FLOAT64)
        .observe("y", 12, -3, 4, 8, 28, -3, 1, 18);
  }

  @Test
  void theLearnedDegreeIsAtLeastAsGoodAsTheBetterOfBothForms() {
    Model<?, ?> centred = unequal().withPosterior(Posteriors.normal());
    Model<?, ?> decentred = centred.decentred("theta");
    Model<?, ?> partly = centred.partlyDecentred("theta");
    try (Fit one = fit(centred, 12_000);
        Fit other = fit(decentred, 12_000);
        Fit learned = fit(partly, 12_000)) {
      Bound first = elbo(centred, one);
      Bound second = elbo(decentred, other);
      Bound best = first.mean > second.mean ? first : second;
      Bound found = elbo(partly, learned);
      assertThat(found.mean).isGreaterThan(best.mean - 3 * Math.hypot(best.error, found.error));
      // Data on a group make it centred, their absence decentred.
      double[] logits = values(learned.params().get("theta|centring"));
      for (int i = 0; i < 4; i++) {
        assertThat(logits[i]).isGreaterThan(logits[i + 4] + 1);
      }
    }
  }

  @Test
  void eightSchoolsAreAtLeastAsGoodAsWhollyDecentred() {
    Model<?, ?> decentred = schools().decentred("theta");
    // region partly
    Model<?, ?> partly = schools().partlyDecentred("theta");
    // endregion
    try (Fit wholly = fit(decentred, 5_000);
        Fit learned = fit(partly, 5_000)) {
      Bound before = elbo(decentred, wholly);
      Bound found = elbo(partly, learned);
      assertThat(found.mean).isGreaterThan(before.mean - 3 * Math.hypot(before.error, found.error));
    }
  }

  private static Model<?, ?> schools() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate schools = m.plate("school", 8);
              NDArray theta = schools.rv("theta", normal(mu, tau));
              return schools.rv("y", normal(theta, errors));
            });
    return module
        .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
        .in(DataType.FLOAT64)
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12)
        .withPosterior(Posteriors.normal());
  }

  @Test
  void aPartlyDecentredVariableStartsSamplersAtItsOwnValue() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray scale = m.rv("scale", halfNormal(2));
              NDArray theta = m.plate("group", 2).rv("theta", normal(1, scale));
              return m.rv("y", normal(theta.sum(), 1));
            });
    JointDensity density =
        JointDensity.of(module.on(0.0).observe("y", 2).partlyDecentred("theta"), Seed.of(1));
    double[] alone = Start.at("theta", 2, -1).position(density, 0, Seed.of(1).key());
    assertThat(values(density.constrain(alone).get("theta")))
        .containsExactly(new double[] {2, -1}, within(1e-13));
  }
}
