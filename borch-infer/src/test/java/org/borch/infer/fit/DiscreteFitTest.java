package org.borch.infer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.posterior.Posteriors.manual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.joint.SummedOut;
import org.borch.infer.vi.CapturedLog;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits of models with discrete variables: which are summed out, and what fits say of them. */
class DiscreteFitTest {

  private static final Seed SEED = Seed.of(4);
  private static final Svi SETTINGS = Svi.defaults().withSteps(1_000).withProgress(false);
  private static final double[] CENTRES = {-2, 0, 2};
  private static final double SD = 0.2;
  private static final int ROWS = 90;

  private static double[] flat(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static double mean(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).average().orElseThrow();
  }

  // ---- a mixture

  private static double[] three() {
    SplittableRandom random = new SplittableRandom(5);
    return IntStream.range(0, ROWS)
        .mapToDouble(i -> CENTRES[i % 3] + SD * random.nextGaussian())
        .toArray();
  }

  /** Three normals with labels, or with the labels summed out by hand. */
  private static Module<NDArray, NDArray> normals(boolean byHand) {
    return Module.of(
        (m, x) -> {
          NDArray shares = m.rv("shares", dirichlet(BorchArray.of(2.0, 2.0, 2.0)));
          NDArray mu = m.plate("component", 3).rv("mu", normal(BorchArray.of(-1, 0, 1), 3));
          Plate rows = m.plate("row");
          NDArray ofRows = shares.add(x.mul(0).expandDims(1));
          if (byHand) {
            return rows.rv("y", mixture(categorical(ofRows), normal(mu, SD)));
          }
          NDArray z = rows.rv("z", categorical(ofRows));
          return rows.rv("y", normal(ArrayMath.take(mu, z, 0), SD));
        });
  }

  private static NDArray input(int rows) {
    return BorchArray.full(new Shape(rows), 0, DataType.FLOAT64);
  }

  private static Model<NDArray, NDArray> mixtureModel(boolean byHand) {
    return normals(byHand).on(input(ROWS)).observe("y", three());
  }

  @Test
  void aMixtureWithLabelsIsFittedAsTheMixtureWithoutThem(@TempDir Path folder) {
    Model<NDArray, NDArray> model = mixtureModel(false);
    try (Fit fit = Infer.fit(model, SETTINGS, SEED);
        Fit byHand = Infer.fit(mixtureModel(true), SETTINGS, SEED)) {
      assertThat(fit.params().names()).containsExactlyElementsOf(byHand.params().names());
      double[] expected = flat(byHand.params().flat());
      assertThat(flat(fit.params().flat())).containsExactly(expected, within(1e-6));
      for (int i = 0; i < 3; i++) {
        // A centre's standard error is SD / √30.
        assertThat(fit.summary().row("mu[" + (i + 1) + "]").mean())
            .isCloseTo(CENTRES[i], within(4 * SD / Math.sqrt(30)));
        assertThat(fit.summary().row("shares[" + (i + 1) + "]").mean())
            .isCloseTo(1 / 3.0, within(4 * Math.sqrt(2 / 9.0 / ROWS)));
      }
      assertThat(fit.elbo(50, SEED).value()).isCloseTo(byHand.elbo(50, SEED).value(), within(1e-4));
      Check check = fit.check(500, SEED);
      Check expectedCheck = byHand.check(500, SEED);
      assertThat(check.logEvidence()).isCloseTo(expectedCheck.logEvidence(), within(1e-4));
      assertThat(check.kHat()).isCloseTo(expectedCheck.kHat(), within(1e-2));

      requireDraws(fit, model);
      requireSaved(fit, model, folder.resolve("fit"));
    }
  }

  private static void requireDraws(Fit fit, Model<NDArray, NDArray> model) {
    Draws draws = fit.draws(200, SEED);
    assertThat(draws.names()).containsExactly("shares", "mu");
    Draws all = Infer.withDiscrete(model, draws, SEED);
    assertThat(all.names()).containsExactly("shares", "mu", "z");
    Draws complete = fit.drawsWithDiscrete(200, SEED);
    assertThat(complete.names()).containsExactly("shares", "mu", "z");
    assertThat(flat(complete.get("mu"))).containsExactly(flat(draws.get("mu")));
    Draws replicated = fit.posteriorPredictive(200, SEED);
    assertThat(replicated.names()).containsExactly("shares", "mu", "z", "y");
    // Centres are far apart: a label given its data is certain, and so is the new datum's place.
    for (int row : new int[] {0, 4, 8}) {
      assertThat(mean(all.element("z", row))).isEqualTo(row % 3);
      assertThat(mean(complete.element("z", row))).isEqualTo(row % 3);
      assertThat(mean(replicated.element("z", row))).isEqualTo(row % 3);
      assertThat(mean(replicated.element("y", row)))
          .isCloseTo(
              CENTRES[row % 3], within(5 * 1.1 * SD / Math.sqrt(200) + 4 * SD / Math.sqrt(30)));
    }
    // Labels of new rows are drawn from their shares.
    Draws predicted = fit.predict(input(5), 400, SEED);
    assertThat(predicted.shape("z")).isEqualTo(new Shape(5));
    assertThat(mean(predicted.element("z", 0))).isCloseTo(1, within(5 * 0.82 / Math.sqrt(400)));
    Draws served = Predictor.of(fit, 400, SEED).draws(input(5));
    for (String name : List.of("z", "y")) {
      assertThat(flat(served.get(name))).containsExactly(flat(predicted.get(name)), within(1e-12));
    }
  }

  private static void requireSaved(Fit fit, Model<NDArray, NDArray> model, Path file) {
    fit.save(file);
    try (Fit loaded = Fit.load(file, model);
        Fit withoutData = Fit.load(file, normals(false).on(input(2)))) {
      assertThat(flat(loaded.draws(5, SEED).get("mu")))
          .containsExactly(flat(fit.draws(5, SEED).get("mu")));
      assertThat(loaded.check(50, SEED).logEvidence()).isEqualTo(fit.check(50, SEED).logEvidence());
      assertThat(flat(withoutData.predict(input(4), 5, SEED).get("z")))
          .containsExactly(flat(fit.predict(input(4), 5, SEED).get("z")));
    }
  }

  @Test
  void chainsStartFromItsDraws() {
    Model<NDArray, NDArray> model = mixtureModel(false);
    try (Fit fit = Infer.fit(model, SETTINGS.withSteps(300), SEED)) {
      JointDensity density = JointDensity.of(model, SEED);
      double[] start = fit.asStart().position(density, 0, SEED.key().at("draws").at(0));
      assertThat(flat(density.constrain(start).get("mu")))
          .containsExactly(flat(fit.draws(1, SEED).get("mu")), within(1e-12));
    }
  }

  @Test
  void aFaultIsFoundBehindTheSum() {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              NDArray z = m.plate("row", 4).rv("z", bernoulli(0.5));
              return m.plate("row", 4).rv("y", normal(z.add(mu), mu.mul(0).sub(1).sqrt()));
            });
    assertThatThrownBy(() -> Infer.fit(module.on(X).observe("y", Y), SETTINGS, SEED))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("the first fault is at y");
  }

  @Test
  void aRunGoesOnWhereItEnded(@TempDir Path folder) {
    Model<?, ?> model = mixtureModel(false);
    Svi settings = SETTINGS.withSteps(100).withLearningRate(0.02);
    Path file = folder.resolve("run");
    try (Fit half = Infer.fit(model, settings.withSteps(50).withCheckpoint(file, 50), SEED);
        Fit once = Infer.fit(model, settings.withSteps(50), SEED);
        Fit resumed = Infer.resume(model, settings.withSteps(50), file)) {
      assertThat(flat(half.params().flat())).containsExactly(flat(once.params().flat()));
      assertThat(flat(resumed.params().flat())).containsExactly(flat(once.params().flat()));
    }
  }

  // ---- variables that rows share

  /** A flag that is rare a priori and certain given the data. */
  private static Module<NDArray, NDArray> shared() {
    return Module.of(
        (m, x) -> {
          NDArray mu = m.rv("mu", normal(0, 0.1));
          NDArray on = m.rv("on", bernoulli(0.01));
          NDArray odd = m.rv("odd", bernoulli(0.5));
          Plate rows = m.plate("row");
          NDArray loc = x.mul(on.mul(3).add(mu)).add(odd.mul(5));
          return rows.rv("y", normal(loc, 0.5));
        });
  }

  /** Two sensors, of which the second one reads 5 too much. */
  private static Module<NDArray, NDArray> sensors() {
    return Module.of(
        (m, x) -> {
          NDArray slope = m.rv("slope", normal(1, 0.01));
          Plate sensors = m.plate("sensor", 2);
          NDArray off = sensors.rv("off", bernoulli(0.5));
          return sensors.rv("y", normal(x.mul(slope).add(off.mul(5)), 0.1));
        });
  }

  private static final NDArray X = BorchArray.of(1, 2, 3, 4);
  private static final NDArray Y = BorchArray.of(8.1, 11.2, 13.9, 16.8); // 5 + 3 x

  @Test
  void predictionsElsewhereHaveWhatTheDataSayOfSharedVariables() {
    Model<NDArray, NDArray> model = shared().on(X).observe("y", Y);
    try (Fit fit = Infer.fit(model, SETTINGS.withSteps(200), SEED)) {
      for (Draws predicted :
          List.of(
              fit.predict(BorchArray.of(10, 20, 30), 50, SEED),
              Predictor.of(fit, 50, SEED).draws(BorchArray.of(10, 20, 30)))) {
        assertThat(mean(predicted.element("on"))).isEqualTo(1);
        assertThat(mean(predicted.element("odd"))).isEqualTo(1);
        assertThat(mean(predicted.element("y", 1))).isCloseTo(65, within(5.0));
      }
    }
    Model<NDArray, NDArray> two = sensors().on(BorchArray.of(1, 2)).observe("y", 1, 7);
    try (Fit fit = Infer.fit(two, SETTINGS.withSteps(200), SEED)) {
      Draws predicted = fit.predict(BorchArray.of(3, 4), 50, SEED);
      assertThat(flat(predicted.get("off"))).containsOnly(0, 1);
      assertThat(mean(predicted.element("off", 0))).isEqualTo(0);
      assertThat(mean(predicted.element("off", 1))).isEqualTo(1);
    }
    var batches = minibatches(X, 2).plate("row").observing("y", Y);
    try (Fit fit = Infer.fit(shared().on(batches), SETTINGS.withSteps(5), SEED)) {
      assertThatThrownBy(() -> fit.predict(X, 1, SEED))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("given all rows of plate \"row\"")
          .hasMessageContaining("Infer.withDiscrete");
      assertThatThrownBy(() -> fit.check(10, SEED))
          .hasMessageContaining("its rows count 2.0 times");
      assertThat(fit.check(model, 20, SEED).draws()).isEqualTo(20);
    }
  }

  /** The tables of all states give joint draws: two causes of which one must be on. */
  @Test
  void labelsAreDrawnJointlyGivenTheData() {
    Module<NDArray, NDArray> either =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 0.01));
              Plate groups = m.plate("group", 2);
              NDArray a = groups.rv("a", bernoulli(0.3));
              Plate rows = groups.plate("row", 3);
              NDArray b = rows.rv("b", bernoulli(0.6));
              NDArray sum = a.reshape(2, 1).add(b).add(mu);
              return rows.rv("y", normal(sum, 0.1));
            });
    Model<?, ?> model =
        either.on(X).observe("y", BorchArray.of(new double[][] {{1, 1, 1}, {2, 1.0, 2}}));
    int n = 2_000;
    try (Fit fit = Infer.fit(model, SETTINGS.withSteps(20), SEED)) {
      Draws draws = fit.posteriorPredictive(n, SEED);
      // Group 0: all rows need a = 1, b = 0 or a = 0, b = 1; odds 0.3 · 0.4³ to 0.7 · 0.6³.
      double p = 0.3 * 0.064 / (0.3 * 0.064 + 0.7 * 0.216);
      double[] a = draws.element("a", 0)[0];
      assertThat(mean(draws.element("a", 0)))
          .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / n) + 0.01));
      assertThat(mean(draws.element("a", 1))).isEqualTo(1);
      for (int row = 0; row < 3; row++) {
        double[] b = draws.element("b", 0, row)[0];
        assertThat(IntStream.range(0, n).allMatch(i -> a[i] + b[i] == 1)).isTrue();
      }
      assertThat(mean(draws.element("b", 1, 1))).isEqualTo(0);
      assertThat(mean(draws.element("b", 1, 2))).isEqualTo(1);
    }
  }

  // ---- by enumeration and by score function

  /** Two causes of an effect that was seen, each of which may fail to show, and a leak. */
  private static Module<Integer, NDArray> causes() {
    return Module.of(
        (m, none) -> {
          NDArray leak = m.rv("leak", beta(2, 2));
          m.plate("trial", 200).rv("alone", bernoulli(leak));
          NDArray a = m.rv("a", bernoulli(0.3));
          NDArray b = m.rv("b", bernoulli(0.4));
          NDArray quiet = a.mul(-0.7).add(1).mul(b.mul(-0.5).add(1)).mul(leak.neg().add(1));
          return m.plate("look", 3).rv("effect", bernoulli(quiet.neg().add(1)));
        });
  }

  private static double[] tosses() {
    return IntStream.range(0, 200).mapToDouble(i -> i % 10 == 0 ? 1 : 0).toArray();
  }

  /** The exact probabilities of a, of b and of both, given the leak's value. */
  private static double[] exactCauses(double leak) {
    double[] weights = new double[4];
    for (int state = 0; state < 4; state++) {
      int a = state / 2;
      int b = state % 2;
      double shown = 1 - (1 - 0.7 * a) * (1 - 0.5 * b) * (1 - leak);
      weights[state] = (a == 1 ? 0.3 : 0.7) * (b == 1 ? 0.4 : 0.6) * shown * shown * (1 - shown);
    }
    double sum = Arrays.stream(weights).sum();
    return new double[] {
      (weights[2] + weights[3]) / sum, (weights[1] + weights[3]) / sum, weights[3] / sum
    };
  }

  private static double[] causes(Draws draws) {
    double[] a = draws.element("a")[0];
    double[] b = draws.element("b")[0];
    double both =
        IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).average().orElseThrow();
    return new double[] {mean(draws.element("a")), mean(draws.element("b")), both};
  }

  @Test
  void enumerationAndScoreFunctionReachTheSamePosterior() {
    Model<Integer, NDArray> model =
        causes().on(0).in(DataType.FLOAT64).observe("alone", tosses()).observe("effect", 1, 0, 1);
    // b given a, so that q can be the posterior.
    Module<Integer, NDArray> guide =
        Module.of(
            (m, none) -> {
              NDArray a = m.rv("a", bernoulliLogits(m.parameter("a", BorchArray.of(0.0)).get(0)));
              NDArray logits = m.parameter("b", BorchArray.of(0.0, 0.0));
              NDArray own = logits.get(0).add(a.mul(logits.get(1)));
              return m.rv("b", bernoulliLogits(own));
            });
    Model<?, ?> scored = model.withPosterior(at("leak", automatic()).otherwise(manual(guide)));
    Svi settings = SETTINGS.withSteps(3_000).withParticles(8);
    int n = 4_000;
    try (Fit enumerated = Infer.fit(model, SETTINGS, SEED);
        Fit byScore = Infer.fit(scored, settings, SEED)) {
      assertThat(enumerated.params().names()).allMatch(name -> name.startsWith("leak|"));
      assertThat(byScore.params().names()).anyMatch(name -> name.contains("b"));
      double leak = enumerated.summary().row("leak").mean();
      assertThat(byScore.summary().row("leak").mean()).isCloseTo(leak, within(0.01));
      double[] expected = exactCauses(leak);
      double[] drawn = causes(Infer.withDiscrete(model, enumerated.draws(n, SEED), SEED));
      double[] found = causes(byScore.draws(n, SEED));
      for (int i = 0; i < 3; i++) {
        double error = 4 * Math.sqrt(0.25 / n);
        assertThat(drawn[i]).isCloseTo(expected[i], within(error));
        // The optimiser's last steps wander a little.
        assertThat(found[i]).isCloseTo(expected[i], within(error + 0.03));
      }
    }
  }

  // ---- what is not summed out

  private static Model<?, ?> flags() {
    return shared().on(X).observe("y", Y);
  }

  @Test
  void aVariableThatThePosteriorNamesKeepsItsQ() {
    try (CapturedLog log = new CapturedLog(SummedOut.class);
        Fit fit =
            Infer.fit(flags().withPosterior(at("on", automatic())), SETTINGS.withSteps(2), SEED)) {
      assertThat(fit.params().names()).contains("on|probs").doesNotContain("odd|probs");
      assertThat(fit.draws(2, SEED).names()).containsExactly("mu", "on");
      assertThat(fit.summary(10, SEED).row("on").mean()).isBetween(0.0, 1.0);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void whatCannotBeSummedOutIsApproximatedAndAWarningSaysWhy() {
    Module<NDArray, NDArray> neighbours =
        Module.of(
            (m, x) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              NDArray on = m.rv("on", bernoulli(0.3));
              Plate rows = m.plate("row", 4);
              NDArray flag = rows.rv("flag", bernoulli(0.5));
              return rows.rv("y", normal(flag.cumSum().add(on).add(mu), 1));
            });
    try (CapturedLog log = new CapturedLog(SummedOut.class);
        Fit fit = Infer.fit(neighbours.on(X).observe("y", Y), SETTINGS.withSteps(2), SEED)) {
      assertThat(fit.params().names()).contains("flag|probs").doesNotContain("on|probs");
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("flag: discrete and latent, approximated")
          .contains("of y depends on other rows")
          .contains("at(\"flag\", automatic())");
    }
  }

  @Test
  void aQThatFollowsADiscreteVariableNeedsItsValue() {
    Posterior asPrior = latents -> latent -> Choice.of(latent.prior(), latent.noise());
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray level = m.rv("level", normal(m.rv("on", bernoulli(0.3)).mul(2), 1));
              NDArray scale = m.parameter("scale", BorchArray.of(1.0)).get(0);
              return m.rv("y", normal(level, scale));
            });
    Model<?, ?> model = module.on(0).observe("y", 1).withPosterior(asPrior);
    try (CapturedLog log = new CapturedLog(SummedOut.class);
        Fit fit = Infer.fit(model, SETTINGS.withSteps(2), SEED)) {
      assertThat(fit.draws(2, SEED).names()).containsExactly("on", "level");
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("draws level given its value");
    }
  }

  @Test
  void aModelOfDiscreteVariablesAloneIsRefusedWithTheExactAnswer() {
    Module<Integer, NDArray> coin =
        Module.of((m, none) -> m.rv("y", normal(m.rv("which", bernoulli(0.3)), 1)));
    Model<?, ?> model = coin.on(0).observe("y", 2);

    assertThatThrownBy(() -> Infer.fit(model, SETTINGS, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[which]: all latent variables of this model are discrete")
        .hasMessageContaining("at(\"which\", automatic())");
    double on = 0.3 * Math.exp(-0.5);
    double off = 0.7 * Math.exp(-2);
    assertThat(
            flat(JointDensity.of(model, SEED).discreteProbabilities(new double[0]).get("which"))[1])
        .isCloseTo(on / (on + off), within(1e-12));
  }
}
