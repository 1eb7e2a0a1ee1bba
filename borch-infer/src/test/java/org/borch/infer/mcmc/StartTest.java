package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.uniform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Draws;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class StartTest {

  private static final Seed SEED = Seed.of(6);
  private static final int MANY = 2_000;

  /** Coordinates: top, share (whose support ends at top), three groups, a simplex of three. */
  private static LogDensity density() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray top = m.rv("top", halfNormal(2));
              NDArray share = m.rv("share", uniform(0, top));
              NDArray level = m.plate("group", 3).rv("level", normal(5, 0.5));
              m.rv("mix", dirichlet(1, 1, 1));
              return m.rv("y", normal(level.sum().add(share), 1));
            });
    return LogDensity.of(module.on(0.0).observe("y", 15.5), SEED);
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static double[][] points(Start start, LogDensity density) {
    return IntStream.range(0, MANY)
        .mapToObj(i -> start.position(density, 0, Key.of(1).at(i)))
        .toArray(double[][]::new);
  }

  private static void assertMean(double[] numbers, double mean, double sd) {
    assertThat(Arrays.stream(numbers).average().orElseThrow())
        .isCloseTo(mean, within(4 * sd / Math.sqrt(numbers.length)));
  }

  @Test
  void startsFromThePriorAreItsDraws() {
    LogDensity density = density();
    double[][] points = points(Start.prior(), density);
    double[] top = Arrays.stream(points).mapToDouble(at -> Math.exp(at[0])).toArray();
    assertMean(top, 2 * Math.sqrt(2 / Math.PI), 2 * Math.sqrt(1 - 2 / Math.PI));
    // The share's logit within its interval is standard logistic, whatever the interval is.
    assertMean(Arrays.stream(points).mapToDouble(at -> at[1]).toArray(), 0, Math.PI / Math.sqrt(3));
    for (int i = 2; i < 5; i++) {
      int group = i;
      assertMean(Arrays.stream(points).mapToDouble(at -> at[group]).toArray(), 5, 0.5);
      double[] squares =
          Arrays.stream(points).mapToDouble(at -> Math.pow(at[group] - 5, 2)).toArray();
      assertMean(squares, 0.25, 0.25 * Math.sqrt(2));
    }
    assertThat(Start.prior().position(density, 1, Key.of(7)))
        .containsExactly(Start.prior().position(density, 0, Key.of(7)));
  }

  @Test
  void aFunctionHasNoPrior() {
    assertThatThrownBy(
            () ->
                Nuts.defaults()
                    .with(run -> run.withStart(Start.prior()))
                    .sample(Targets.funnel(), SEED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a function, not a model's");
  }

  @Test
  void givenValuesAreThoseOfTheVariablesAndTheRestIsUniform() {
    LogDensity density = density();
    Map<String, NDArray> given =
        Map.of(
            "share", BorchArray.of(1.5),
            "top", BorchArray.of(4),
            "mix", BorchArray.of(0.2, 0.5, 0.3));
    double[][] points = points(Start.at(given), density);
    Map<String, NDArray> there = density.constrain(points[0]);
    assertThat(values(there.get("share"))).containsExactly(new double[] {1.5}, within(1e-14));
    assertThat(values(there.get("top"))).containsExactly(new double[] {4}, within(1e-14));
    assertThat(values(there.get("mix")))
        .containsExactly(new double[] {0.2, 0.5, 0.3}, within(1e-14));
    assertThat(points[1][0]).isEqualTo(points[0][0]);
    for (int i = 2; i < 5; i++) {
      int group = i;
      double[] rest = Arrays.stream(points).mapToDouble(at -> at[group]).toArray();
      assertThat(Arrays.stream(rest).map(Math::abs).max().orElseThrow()).isLessThan(2);
      assertMean(rest, 0, 2 / Math.sqrt(3));
    }
    double[] level = Start.at("level", 4, 5, 6).position(density, 0, Key.of(1));
    assertThat(Arrays.copyOfRange(level, 2, 5)).containsExactly(4, 5, 6);
  }

  @Test
  void wrongValuesAreErrorsThatNameTheVariable() {
    LogDensity density = density();
    assertWrong(Start.at("tip", 1), "values for [tip]", "[top, share, level, mix]");
    assertWrong(Start.at("level", 1, 2), "level: value of shape (2), expected (3)");
    assertWrong(Start.at("top", -1), "starting values of [top]", "[NaN, ", "supports");
    assertWrong(Start.at("mix", 0.5, 0.5, 0.5, 0.5), "mix", "expected (3)");
    assertWrong(Start.at(1, 2), "chain 0: starting point of 2 coordinates, expected 7");
    assertThatThrownBy(() -> Start.each(List.of(Start.uniform(1))).position(density, 1, Key.of(1)))
        .hasMessageContaining("chain 1: starting points for 1 chains only");
    assertThatThrownBy(() -> Start.uniform(-1)).hasMessageContaining("radius");
  }

  private static void assertWrong(Start start, String... messages) {
    Nuts sampler = Nuts.defaults().with(run -> run.withStart(start).withThreads(1));
    assertThatThrownBy(() -> sampler.sample(density(), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(messages);
  }

  @Test
  void valuesOfAFunctionsArraysAreItsCoordinates() {
    LogDensity density =
        LogDensity.of(Map.of("x", new Shape(2, 2)), x -> x.get("x").square().sum().neg());
    NDArray given = BorchArray.of(new Shape(2, 2), new double[] {1, 2, 3, 4});
    assertThat(Start.at(Map.of("x", given)).position(density, 0, Key.of(1)))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void earlierDrawsAndSingleChainsArePlacesToStart() {
    LogDensity density = density();
    Nuts sampler =
        Nuts.defaults()
            .with(run -> run.withChains(2).withWarmup(50).withDraws(3).withProgress(false));
    Chains earlier = sampler.sample(density, SEED);
    List<double[]> drawn = Arrays.stream(earlier.positions()).flatMap(Arrays::stream).toList();
    double[][] points = points(Start.from(earlier), density);
    assertThat(List.of(points))
        .allMatch(at -> drawn.stream().anyMatch(draw -> Arrays.equals(draw, at)));
    assertThat(Arrays.stream(points).mapToDouble(at -> at[0]).distinct().count()).isEqualTo(6);
    double[] there = earlier.position(0, 1);
    Start each = Start.each(List.of(Start.uniform(2), Start.at(there)));
    assertThat(each.position(density, 1, Key.of(3))).containsExactly(there);
  }

  @Test
  void aDecentredVariableStartsAtItsOwnValue() {
    Module<Double, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray scale = m.rv("scale", halfNormal(2));
              NDArray theta = m.plate("group", 2).rv("theta", normal(1, scale));
              return m.rv("y", normal(theta.sum(), 1));
            });
    LogDensity density = LogDensity.of(module.on(0.0).observe("y", 2).decentred("theta"), SEED);
    Start both = Start.at(Map.of("scale", BorchArray.of(0.5), "theta", BorchArray.of(2, -1)));
    assertThat(both.position(density, 0, Key.of(1)))
        .containsExactly(new double[] {Math.log(0.5), 2, -4}, within(1e-14));
    double[] alone = Start.at("theta", 2, -1).position(density, 0, Key.of(1));
    assertThat(values(density.constrain(alone).get("theta")))
        .containsExactly(new double[] {2, -1}, within(1e-13));
  }

  @Test
  void drawsFromAFileAndOfAFitArePlacesToStart() {
    LogDensity density = density();
    double[] levels = {1, 2, 3, 4, 5, 6};
    Draws draws =
        Draws.of(
            Map.of(
                "level", BorchArray.of(new Shape(1, 2, 3), levels),
                "other", BorchArray.of(new Shape(1, 2), new double[] {7, 8})));
    double[][] points = points(Start.from(draws), density);
    long first = Arrays.stream(points).filter(at -> at[2] == 1 && at[4] == 3).count();
    long second = Arrays.stream(points).filter(at -> at[2] == 4 && at[4] == 6).count();
    assertThat(first + second).isEqualTo(MANY);
    assertThat((double) first).isCloseTo(MANY / 2.0, within(4 * Math.sqrt(MANY) / 2));
    assertThat(Arrays.stream(points).mapToDouble(at -> at[0]).distinct().count()).isEqualTo(MANY);
    assertThatThrownBy(() -> points(Start.from(draws.select("other")), density))
        .hasMessageContaining("Draws of [other]")
        .hasMessageContaining("none of the latent variables [top, share, level, mix]");

    Module<Double, NDArray> module =
        Module.of((m, x) -> m.rv("y", normal(m.rv("width", halfNormal(2)), 1)));
    Model<?, ?> model = module.on(0.0).observe("y", 1).withPosterior(Posteriors.normal());
    Svi settings = Svi.defaults().withSteps(100).withProgress(false);
    try (Fit fit = Infer.fit(model, settings, SEED)) {
      LogDensity other = LogDensity.of(model, SEED);
      double loc = values(fit.params().get("width|loc"))[0];
      double scale = Math.exp(values(fit.params().get("width|log_scale"))[0]);
      double[] starts =
          Arrays.stream(points(fit.asStart(), other)).mapToDouble(at -> at[0]).toArray();
      assertMean(starts, loc, scale);
    }
  }
}
