package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Plate;
import org.borch.Trace;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.joint.Discrete;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.joint.LogDensityTerms;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the missing rows of a partly observed variable are latent. */
class MissingRowsTest {

  private static final Seed SEED = Seed.of(5);
  private static final double NAN = Double.NaN;
  private static final double LOG_2PI = Math.log(2 * Math.PI);

  private static double logNormal(double x, double mean, double sd) {
    double z = (x - mean) / sd;
    return -0.5 * z * z - Math.log(sd) - 0.5 * LOG_2PI;
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static double at(JointDensity density, double... point) {
    return density.evaluator().valueAndGradient(point, new double[point.length]);
  }

  private static Model<NDArray, NDArray> line() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              return m.plate("row").rv("y", normal(x.mul(slope), 2));
            });
    return module.on(BorchArray.of(1, 2, 3, 4)).observeWithMissing("y", 1.5, NAN, 2, NAN);
  }

  @Test
  void theDensityHasACoordinateForEachMissingRow() {
    JointDensity density = JointDensity.of(line(), SEED);
    assertThat(density.dimension()).isEqualTo(3);
    assertThat(List.of(density.nameOf(1), density.nameOf(2))).containsExactly("y[2]", "y[4]");
    double expected = logNormal(0.3, 0, 1);
    double[] y = {1.5, 7, 2, -3};
    for (int i = 0; i < 4; i++) {
      expected += logNormal(y[i], 0.3 * (i + 1), 2);
    }
    assertThat(at(density, 0.3, 7, -3)).isCloseTo(expected, within(1e-12));
    LogDensityTerms terms = density.terms(new double[] {0.3, 7, -3});
    assertThat(values(terms.rows().get("y")))
        .as("rows of LOO: those with data")
        .containsExactly(
            new double[] {logNormal(1.5, 0.3, 2), logNormal(2, 0.9, 2)}, within(1e-12));
  }

  @Test
  void samplersDrawTheMissingRowsAndNameThemByTheirIndex() {
    Draws draws = Infer.sample(line(), Nuts.defaults(), SEED);
    assertThat(draws.scalarNames()).containsExactly("slope", "y[2]", "y[4]");
    // slope | y ~ Normal with precision 1 + (1 + 9) / 4 and mean (1.5 + 6) / 4 / precision.
    double precision = 1 + 10 / 4.0;
    double mean = (1.5 + 6) / 4 / precision;
    assertThat(draws.summary().row("y[4]").mean())
        .isCloseTo(4 * mean, within(5 * draws.summary().row("y[4]").mcseMean()));
    assertThat(draws.summary().row("y[4]").sd())
        .isCloseTo(Math.sqrt(4 + 16 / precision), within(0.2));
    assertThat(draws.scalar("y[2]")[0]).hasSize(draws.drawCount());
    assertThat(draws.warnings()).isEmpty();
  }

  @Test
  void eventsAndSupportsOfRowsHaveTheirOwnCoordinates() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              m.plate("pair")
                  .rv(
                      "v",
                      normal(BorchArray.of(new Shape(3, 1), x3()), 1)
                          .expand(new Shape(3, 2))
                          .toEvent(1));
              m.plate("size").rv("g", gamma(2, x));
              return m.plate("box").rv("u", uniform(x, x.mul(2).add(1)));
            });
    NDArray vectors = BorchArray.of(new Shape(3, 2), new double[] {1, 2, NAN, NAN, 5, 6});
    Model<NDArray, NDArray> model =
        module
            .on(BorchArray.of(1, 2, 3))
            .observeWithMissing("v", vectors)
            .observeWithMissing("g", NAN, 0.5, 0.25)
            .observeWithMissing("u", 1.5, 2.5, NAN);
    JointDensity density = JointDensity.of(model, SEED);
    assertThat(density.dimension()).isEqualTo(4);
    assertThat(density.nameOf(0)).isEqualTo("v[2,1]");
    assertThat(density.nameOf(1)).isEqualTo("v[2,2]");
    assertThat(density.nameOf(2)).isEqualTo("g[1]");
    assertThat(density.nameOf(3)).isEqualTo("u[3]");
    double expected = logNormal(1, 1, 1) + logNormal(2, 1, 1);
    expected += logNormal(0.4, 2, 1) + logNormal(0.7, 2, 1);
    expected += logNormal(5, 3, 1) + logNormal(6, 3, 1);
    double[] g = {Math.exp(0.2), 0.5, 0.25};
    for (int i = 0; i < 3; i++) {
      expected += 2 * Math.log(i + 1) + Math.log(g[i]) - (i + 1) * g[i];
    }
    expected += 0.2; // log |dg/du|
    double p = 1 / (1 + Math.exp(-0.3));
    expected += -Math.log(2) - Math.log(3) - Math.log(4) + Math.log(4 * p * (1 - p));
    assertThat(at(density, 0.4, 0.7, 0.2, 0.3)).isCloseTo(expected, within(1e-10));
    double[] back =
        density.unconstrain(density.constrain(new double[] {0.4, 0.7, 0.2, 0.3}), new double[4]);
    assertThat(back).containsExactly(new double[] {0.4, 0.7, 0.2, 0.3}, within(1e-10));
  }

  private static double[] x3() {
    return new double[] {1, 2, 3};
  }

  @Test
  void rowsOfNestedPlatesAreNamedByBothIndices() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              Plate group = m.plate("group", 2);
              NDArray level = group.rv("level", normal(0, 1));
              return group.plate("cell", 3).rv("y", normal(level.expandDims(1), 1));
            });
    NDArray y = BorchArray.of(new Shape(2, 3), new double[] {1, NAN, 2, NAN, 3, 4});
    Model<NDArray, NDArray> model = module.on().observeWithMissing("y", y);
    JointDensity density = JointDensity.of(model, SEED);
    assertThat(density.dimension()).isEqualTo(4);
    assertThat(List.of(density.nameOf(2), density.nameOf(3))).containsExactly("y[1,2]", "y[2,1]");
    assertThat(model.latents(SEED).get(1).missing().batch()).isEqualTo(new Shape(2, 3));
    double expected = logNormal(0.1, 0, 1) + logNormal(-0.2, 0, 1);
    expected += logNormal(1, 0.1, 1) + logNormal(9, 0.1, 1) + logNormal(2, 0.1, 1);
    expected += logNormal(8, -0.2, 1) + logNormal(3, -0.2, 1) + logNormal(4, -0.2, 1);
    assertThat(at(density, 0.1, -0.2, 9, 8)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void fitsHaveParametersForMissingRowsAloneUnderEveryPosterior() {
    for (var posterior :
        List.of(
            Posteriors.normal(),
            Posteriors.automatic(),
            Posteriors.pointMass(),
            Posteriors.multivariateNormal())) {
      Svi settings = Svi.defaults().withSteps(2000).withLearningRate(0.02);
      try (Fit fit = Infer.fit(line().withPosterior(posterior), settings, SEED)) {
        assertThat(fit.summary().rows())
            .extracting(Summary.Row::name)
            .containsExactly("slope", "y[2]", "y[4]");
        assertThat(fit.summary().row("slope").mean()).isCloseTo(1.875 / 3.5, within(0.1));
        assertThat(fit.draws(7, SEED).shape("y.missing")).isEqualTo(new Shape(2));
        if (posterior == Posteriors.normal()) {
          assertThat(fit.params().shape("y.missing|loc")).isEqualTo(new Shape(2));
        }
      }
    }
  }

  @Test
  void aJointPosteriorFromAFilePredictsElsewhereThoughItsMissingRowsAreNotThere(
      @TempDir Path folder) {
    Model<NDArray, NDArray> model = line().withPosterior(Posteriors.multivariateNormal());
    Path file = folder.resolve("fit");
    Svi settings = Svi.defaults().withSteps(10);
    try (Fit fit = Infer.fit(model, settings, SEED)) {
      assertThat(fit.params().shape("posterior|loc")).isEqualTo(new Shape(3));
      fit.save(file);
      double[] expected = values(fit.predict(BorchArray.of(5, 6), 4, SEED).get("y"));
      try (Fit loaded = Fit.load(file, model);
          Fit other = Fit.load(file, model)) {
        assertThat(values(loaded.predict(BorchArray.of(5, 6), 4, SEED).get("y")))
            .isEqualTo(expected);
        assertThat(values(other.posteriorPredictive(4, SEED).get("y")))
            .isEqualTo(values(fit.posteriorPredictive(4, SEED).get("y")));
      }
    }
  }

  @Test
  void minibatchesOfPartlyObservedRowsAreUnbiased() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              return m.plate("row").rv("y", normal(x.mul(slope), 2));
            });
    NDArray x = BorchArray.of(1, 2, 3, 4);
    Model<NDArray, NDArray> all = line().withPosterior(Posteriors.normal());
    Model<NDArray, NDArray> batches =
        module
            .on(minibatches(x, 1).plate("row"))
            .observeWithMissing("y", 1.5, NAN, 2, NAN)
            .withPosterior(Posteriors.normal());
    JointDensity batched = JointDensity.of(batches, SEED);
    assertThat(batched.dimension()).isEqualTo(3);
    double[] point = {0.3, 7, -3};
    Map<Double, Double> values = new java.util.TreeMap<>();
    for (int i = 0; i < 200; i++) {
      Key key = SEED.key().at(i);
      double value = batched.batchEvaluator().valueAndGradient(point, key, new double[3]);
      values.put((double) Math.round(value * 1e9), value);
    }
    assertThat(values).as("one for each row").hasSize(4);
    double mean = values.values().stream().mapToDouble(v -> v).average().orElseThrow();
    assertThat(mean).isCloseTo(at(JointDensity.of(all, SEED), point), within(1e-9));
    try (Params params = batches.init(SEED)) {
      assertThat(params.shape("y.missing|loc")).isEqualTo(new Shape(2));
    }
  }

  private static Model<NDArray, NDArray> counts(boolean used) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray rate = m.rv("rate", gamma(2, 1));
              NDArray y = m.plate("day", 3).rv("y", poisson(rate));
              return used ? m.deterministic("total", y.sum()) : y;
            });
    return module.on().observeWithMissing("y", 3, NAN, 1);
  }

  @Test
  void discreteMissingRowsThatNothingUsesDropOut() {
    JointDensity density = JointDensity.of(counts(false), SEED);
    assertThat(density.dimension()).isEqualTo(1);
    assertThat(density.discretes()).isEmpty();
    double rate = Math.exp(0.4);
    double expected = Math.log(rate) - rate + 0.4;
    expected += 3 * Math.log(rate) - rate - Math.log(6) + Math.log(rate) - rate;
    assertThat(at(density, 0.4)).isCloseTo(expected, within(1e-12));
    assertThat(values(density.terms(new double[] {0.4}).rows().get("y"))).hasSize(2);
    try (Params params = counts(false).init(SEED);
        Scope scope = Scope.open()) {
      Trace draw = counts(false).sample(params, SEED.key());
      assertThat(draw.latentValues()).containsOnlyKeys("rate");
      assertThat(counts(false).predict(params, SEED.key()).get("y").value().getShape())
          .isEqualTo(new Shape(3));
    }
  }

  @Test
  void discreteMissingRowsThatSomethingUsesStay() {
    assertThatThrownBy(() -> JointDensity.of(counts(true), SEED))
        .hasMessageContainingAll("y.missing", "cannot be summed out");
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray p = m.rv("p", uniform(0, 1));
              Plate rows = m.plate("row", 3);
              NDArray on = rows.rv("on", bernoulli(p));
              return rows.rv("y", normal(on, 1));
            });
    Model<NDArray, NDArray> model =
        module.on().observe("y", 0.1, 0.9, 2).observeWithMissing("on", 1, NAN, NAN);
    JointDensity density = JointDensity.of(model, SEED);
    assertThat(density.discretes()).extracting(Discrete::name).containsExactly("on.missing");
    double p = 1 / (1 + Math.exp(-0.5));
    double expected = Math.log(p * (1 - p)) + Math.log(p) + logNormal(0.1, 1, 1);
    for (double y : new double[] {0.9, 2}) {
      expected +=
          Math.log(p * Math.exp(logNormal(y, 1, 1)) + (1 - p) * Math.exp(logNormal(y, 0, 1)));
    }
    assertThat(at(density, 0.5)).isCloseTo(expected, within(1e-12));
    assertThat(density.drawDiscrete(new double[] {0.5}, SEED.key()).get("on.missing").getShape())
        .isEqualTo(new Shape(2));
    Draws draws =
        Infer.sample(model, Nuts.defaults().with(run -> run.withDraws(20).withChains(1)), SEED);
    assertThat(Infer.withDiscrete(model, draws, SEED).scalarNames())
        .containsExactly("p", "on[2]", "on[3]");
  }

  @Test
  void aRowIsMissingWholeOrNotAtAll() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.rv("v", normal(0, 1).expand(new Shape(2, 2)).toEvent(1)));
    NDArray half = BorchArray.of(new Shape(2, 2), new double[] {1, NAN, 3, 4});
    assertThatThrownBy(() -> module.on().observeWithMissing("v", half))
        .hasMessageContainingAll("v: row 0 has NaN in 1 of its 2 elements", "rows of their own");
    NDArray none = BorchArray.of(new Shape(2, 2), new double[] {1, 2, 3, 4});
    assertThat(JointDensity.of(module.on().observeWithMissing("v", none), SEED).dimension())
        .isZero();
    assertThatThrownBy(() -> module.on().observeWithMissing("w", none))
        .hasMessageContaining("\"v\"");
  }
}
