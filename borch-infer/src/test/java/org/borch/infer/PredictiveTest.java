package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.poisson;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.CapturedLog;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class PredictiveTest {

  private static final Seed SEED = Seed.of(4);
  private static final int CHAINS = 2;
  private static final int DRAWS = 2_000;

  private static final Module<NDArray, NDArray> LINE =
      Module.of(
          (m, x) -> {
            NDArray slope = m.rv("slope", normal(0, 1));
            NDArray noise = m.rv("noise", halfNormal(1));
            NDArray mean = m.deterministic("mean", x.mul(slope));
            m.plate("row").rv("y", normal(mean, noise));
            return mean.mul(10);
          });

  private static Model<NDArray, NDArray> line() {
    return LINE.on(BorchArray.of(1, 2, 3)).observe("y", 2.1, 3.9, 6.2);
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** Slopes from N(2, 0.5²), the noise always 0.1: what predictions are is known exactly. */
  private static Draws draws(int draws) {
    NoiseReader noise = new NoiseReader(Key.of(3));
    double[] slopes = new double[CHAINS * draws];
    noise.normal(slopes);
    Arrays.setAll(slopes, i -> 2 + 0.5 * slopes[i]);
    double[] noises = new double[CHAINS * draws];
    Arrays.fill(noises, 0.1);
    Shape shape = new Shape(CHAINS, draws);
    return Draws.of(
        Map.of(
            "slope", BorchArray.of(shape, slopes),
            "noise", BorchArray.of(shape, noises),
            "unrelated", BorchArray.of(shape, noises)));
  }

  private static void assertMean(double[] numbers, double mean, double sd) {
    assertThat(Arrays.stream(numbers).average().orElseThrow())
        .isCloseTo(mean, within(4 * sd / Math.sqrt(numbers.length)));
  }

  private static double[] flat(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void quantitiesAreThoseOfEachDraw() {
    Draws draws = draws(5);
    Draws quantities = Predictive.quantities(line(), draws).draws();
    assertThat(quantities.names()).containsExactly("mean", "output");
    assertThat(quantities.shape("mean")).isEqualTo(new Shape(3));
    for (int chain = 0; chain < CHAINS; chain++) {
      for (int draw = 0; draw < 5; draw++) {
        double slope = draws.element("slope")[chain][draw];
        for (int i = 0; i < 3; i++) {
          double mean = quantities.element("mean", i)[chain][draw];
          assertThat(mean).isEqualTo(slope * (i + 1));
          assertThat(quantities.element("output", i)[chain][draw])
              .isCloseTo(mean * 10, within(1e-13));
        }
      }
    }
    assertThat(Predictive.quantities(line(), draws).only("mean").draws().names())
        .containsExactly("mean");
  }

  @Test
  void predictionsHaveTheirLawGivenTheDraws() {
    Draws predictions = Predictive.posterior(line(), draws(DRAWS), SEED).draws();
    assertThat(predictions.names()).containsExactly("mean", "y", "output");
    double variance = 0.25 * 9 + 0.01; // of y[2] = 3 slope + noise
    double[] last = flat(predictions.element("y", 2));
    assertMean(last, 6, Math.sqrt(variance));
    double[] squares = Arrays.stream(last).map(y -> (y - 6) * (y - 6)).toArray();
    assertMean(squares, variance, variance * Math.sqrt(2));
    double[] noise = flat(predictions.element("y", 0));
    double[] mean = flat(predictions.element("mean", 0));
    assertMean(
        IntStream.range(0, noise.length).mapToDouble(i -> noise[i] - mean[i]).toArray(), 0, 0.1);
  }

  @Test
  void anotherInputGivesPredictionsThere() {
    Draws draws = draws(10);
    Draws there =
        Predictive.posterior(line().on(BorchArray.of(10, 20, 30, 40)), draws, SEED).draws();
    assertThat(there.shape("y")).isEqualTo(new Shape(4));
    double slope = draws.element("slope")[1][7];
    assertThat(there.element("mean", 3)[1][7]).isEqualTo(40 * slope);
    assertThat(there.element("y", 3)[1][7]).isCloseTo(40 * slope, within(0.6));
  }

  @Test
  void aDrawDependsOnSeedChainAndNumberAlone() {
    Draws many = Predictive.posterior(line(), draws(8), SEED).draws();
    List<double[]> streamed = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    Predictive.posterior(line(), draws(8), SEED)
        .only("y")
        .each(
            (chain, draw, values) -> {
              order.add(8 * chain + draw);
              assertThat(values).containsOnlyKeys("y");
              streamed.add(values(values.get("y")));
            });
    assertThat(order).isEqualTo(IntStream.range(0, 16).boxed().toList());
    assertThat(streamed.stream().flatMapToDouble(Arrays::stream).toArray())
        .containsExactly(values(many.get("y")));
    double[] other = values(Predictive.posterior(line(), draws(8), Seed.of(5)).draws().get("y"));
    assertThat(other).isNotEqualTo(values(many.get("y")));
    assertThat(flat(many.element("y", 0))).doesNotHaveDuplicates();
  }

  @Test
  void equalDrawsOfTwoChainsHavePredictionsOfTheirOwn() {
    double[] ones = {1, 1, 1, 1};
    Draws equal =
        Draws.of(
            Map.of(
                "slope", BorchArray.of(new Shape(2, 2), ones),
                "noise", BorchArray.of(new Shape(2, 2), ones)));
    Draws predictions = Predictive.posterior(line(), equal, SEED).draws();
    assertThat(flat(predictions.element("y", 0))).doesNotHaveDuplicates();
  }

  @Test
  void drawsOfAModelHaveItsQuantities() {
    Nuts few =
        Nuts.defaults()
            .with(run -> run.withChains(2).withWarmup(50).withDraws(5).withProgress(false));
    Draws draws = Infer.sample(line(), few, SEED);
    assertThat(draws.names()).containsExactly("slope", "noise", "mean");
    assertThat(values(draws.get("mean")))
        .containsExactly(values(Predictive.quantities(line(), draws).draws().get("mean")));
  }

  @Test
  void thePriorPredictiveDrawsEverything() {
    Draws prior = Predictive.prior(line(), 4_000, SEED).draws();
    assertThat(prior.names()).containsExactly("slope", "noise", "mean", "y", "output");
    assertThat(prior.chainCount()).isEqualTo(1);
    assertMean(flat(prior.element("slope")), 0, 1);
    double[] squares = Arrays.stream(flat(prior.element("y", 1))).map(y -> y * y).toArray();
    // y[1] = 2 slope + noise e: variance 4 + 1, fourth moment 3 (16 + 2 · 4 · 1 + 3).
    assertMean(squares, 5, Math.sqrt(3 * 27 - 25));
  }

  @Test
  void whatCannotBeTracedGivesTheSameNumbers() {
    Module<NDArray, NDArray> looking =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, 1));
              NDArray noise = m.rv("noise", halfNormal(1));
              NDArray mean = m.deterministic("mean", x.mul(slope));
              assertThat(values(mean)).hasSize(3);
              m.plate("row").rv("y", normal(mean, noise));
              return mean.mul(10);
            });
    Model<?, ?> eager = looking.on(BorchArray.of(1, 2, 3)).observe("y", 2.1, 3.9, 6.2);
    Draws compiled = Predictive.posterior(line(), draws(4), SEED).draws();
    try (CapturedLog log = new CapturedLog(Predictive.class)) {
      Draws read = Predictive.posterior(eager, draws(4), SEED).draws();
      assertThat(log.lines()).singleElement().asString().contains("one operation after the other");
      assertThat(values(read.get("y"))).containsExactly(values(compiled.get("y")), within(1e-13));
    }
  }

  @Test
  void aDecentredModelPredictsFromItsDraws() {
    Draws draws =
        Infer.sample(
            EightSchools.observed(),
            Nuts.defaults()
                .with(run -> run.withChains(1).withWarmup(50).withDraws(5).withProgress(false)),
            SEED);
    assertThat(Predictive.posterior(EightSchools.observed(), draws, SEED).draws().shape("y"))
        .isEqualTo(new Shape(8));
    Module<NDArray, NDArray> centred =
        Module.of(
            (m, x) -> {
              NDArray theta = m.plate("g", 2).rv("theta", normal(0, m.rv("tau", halfNormal(1))));
              m.deterministic("twice", theta.mul(2));
              return m.rv("y", normal(theta.sum(), x));
            });
    Model<NDArray, NDArray> model =
        centred.on(BorchArray.of(1).reshape(new Shape())).observe("y", 3).decentred("theta");
    Draws theta =
        Draws.of(
            Map.of(
                "theta", BorchArray.of(new Shape(1, 1, 2), new double[] {5, 6}),
                "tau", BorchArray.of(new Shape(1, 1), new double[] {2})));
    assertThat(values(Predictive.quantities(model, theta).draws().get("twice")))
        .containsExactly(10, 12);
    assertThat(Predictive.posterior(model, theta, SEED).draws().names())
        .containsExactly("twice", "y");
  }

  @Test
  void someLatentVariablesCanBeDrawnAnew() {
    Module<NDArray, NDArray> groups =
        Module.of(
            (m, x) -> {
              NDArray rate = m.rv("rate", halfNormal(10));
              NDArray kind = m.rv("kind", bernoulli(0.25));
              return m.plate("row").rv("count", poisson(x.mul(rate).mul(kind.add(1))));
            });
    Model<NDArray, NDArray> model = groups.on(BorchArray.of(1, 2)).observe("count", 3, 4);
    double[] rates = new double[DRAWS];
    Arrays.fill(rates, 7);
    Draws draws = Draws.of(Map.of("rate", BorchArray.of(new Shape(1, DRAWS), rates)));
    assertThatThrownBy(() -> Predictive.posterior(model, draws, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lack the latent variables [kind]")
        .hasMessageContaining("redraw");
    Draws predictions = Predictive.posterior(model, draws, SEED, "kind").draws();
    assertThat(predictions.names()).containsExactly("kind", "count");
    assertMean(flat(predictions.element("kind")), 0.25, Math.sqrt(0.25 * 0.75));
    // Poisson given the kind: mean 14 or 28, variance of the mixture 17.5 + 14² · 0.1875.
    assertMean(flat(predictions.element("count", 1)), 17.5, Math.sqrt(17.5 + 196 * 0.1875));
  }

  @Test
  void partlyObservedDataAreDrawnWhole() {
    Module<NDArray, NDArray> module =
        Module.of((m, x) -> m.plate("row").rv("y", normal(m.rv("mu", normal(0, 1)), x)));
    Model<NDArray, NDArray> model =
        module
            .on(BorchArray.of(1, 1, 1))
            .observe(
                "y",
                BorchArray.of(1, 2, 3),
                BorchArray.of(new Shape(3), new boolean[] {true, false, true}));
    Draws draws =
        Draws.of(
            Map.of(
                "mu", BorchArray.of(new Shape(1, 2), new double[] {100, 200}),
                "y.missing", BorchArray.of(new Shape(1, 2, 3), new double[] {1, 2, 3, 4, 5, 6})));
    double[] y = values(Predictive.posterior(model, draws, SEED).only("y").draws().get("y"));
    for (int i = 0; i < 6; i++) {
      assertThat(y[i]).isCloseTo(i < 3 ? 100 : 200, within(6.0));
    }
  }

  @Test
  void everyArrayOfAListThatForwardReturnsIsAResult() {
    Module<NDArray, NDList> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              return new NDList(mu, mu.mul(2), m.rv("y", normal(mu, 1)), mu.add(x));
            });
    Model<NDArray, NDList> model = module.on(BorchArray.of(1, 2)).observe("y", 1);
    Draws draws = Draws.of(Map.of("mu", BorchArray.of(new Shape(1, 1), new double[] {3})));
    Draws quantities = Predictive.quantities(model, draws).draws();
    assertThat(quantities.names()).containsExactly("output1", "output3");
    assertThat(values(quantities.get("output3"))).containsExactly(4, 5);
  }

  @Test
  void mistakesAreErrorsThatSayWhatToDo() {
    Draws draws = draws(2);
    assertThatThrownBy(() -> Predictive.quantities(line(), draws.select("noise")))
        .hasMessageContaining("lack the latent variables [slope]");
    assertThatThrownBy(() -> Predictive.posterior(line(), draws, SEED, "slop"))
        .hasMessageContaining("\"slop\" cannot be redrawn")
        .hasMessageContaining("slope");
    assertThatThrownBy(() -> Predictive.prior(line(), 0, SEED)).hasMessageContaining("0 draws");
    assertThatThrownBy(() -> Predictive.quantities(line(), draws).only("men").draws())
        .hasMessageContaining("nothing to compute");
    Draws misshapen =
        Draws.of(
            Map.of(
                "slope", BorchArray.of(new Shape(1, 1, 3), new double[] {1, 2, 3}),
                "noise", BorchArray.of(new Shape(1, 1), new double[] {1})));
    assertThatThrownBy(() -> Predictive.posterior(line(), misshapen, SEED).draws())
        .hasMessageContaining("slope: a value of shape (3)");
  }
}
