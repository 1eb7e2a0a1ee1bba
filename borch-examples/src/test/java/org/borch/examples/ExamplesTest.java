package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.binomial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.borch.Model;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Comparison;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Check;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Predictor;
import org.borch.infer.fit.Summary;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.laplace.Mode;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posterior;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example in a shorter run. */
class ExamplesTest {

  private static Svi steps(long steps) {
    return Svi.defaults().withSteps(steps).withLearningRate(0.05).withProgress(false);
  }

  @Test
  void linearRegressionFindsTheLineOfLeastSquares() {
    // Anscombe 1973: y = 3.00 (standard error 1.12) + 0.500 (0.118) x, residual sd 1.24; at the
    // mean x = 9 the level is 7.50 (0.373).
    NDArray x = BorchArray.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
    double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    Model<NDArray, NDArray> model =
        new LinearRegression().on(x).observe("y", y).withPosterior(Posteriors.normal());
    try (Fit fit = Infer.fit(model, steps(1_500), Seed.of(1))) {
      Summary summary = fit.summary();
      assertThat(summary.row("slope").mean()).isCloseTo(0.500, within(0.05));
      assertThat(summary.row("slope").sd()).isCloseTo(0.118, within(0.04));
      assertThat(summary.row("level").mean()).isCloseTo(7.50, within(0.15));
      assertThat(summary.row("level").sd()).isCloseTo(0.373, within(0.1));
      assertThat(summary.row("noise").median()).isCloseTo(1.24, within(0.2));
    }
  }

  @Test
  void importanceWeightsMakeTheShuttlesNormalsWider() {
    try (Fit plain = Challenger.fit(steps(3_000));
        Fit cautious = Challenger.cautious(steps(3_000))) {
      double narrow = plain.summary().row("slope").sd();
      assertThat(cautious.summary().row("slope").sd()).isGreaterThan(1.05 * narrow);
    }
  }

  @Test
  void anAutoencoderReadsAndDrawsDigits(@TempDir Path folder) throws IOException {
    try (Fit fit = Autoencoder.fit(Svi.defaults().withSteps(1_000).withProgress(false))) {
      assertThat(fit.execution().backEnd()).as("%s", fit.execution()).isNotEqualTo(BackEnd.EAGER);
      NDArray mean = Autoencoder.images(0, Digits.TRAIN).mean(new int[] {0}).div(16);
      NDArray test = Autoencoder.images(Digits.TRAIN, Digits.TRAIN + Digits.TEST);
      double withoutLatents =
          binomial(16, mean.maximum(0.01))
                  .logProb(test)
                  .sum()
                  .toType(DataType.FLOAT64, false)
                  .getDouble()
              / Digits.TEST;
      assertThat(Autoencoder.testBound(fit)).isGreaterThan(withoutLatents + 50);
      int images = 50;
      double[] shares = Autoencoder.reconstructed(fit, images, "share");
      double[] pixels =
          Digits.pixels(Digits.TRAIN, Digits.TRAIN + images).flatten().toDoubleArray();
      double error = 0;
      double spread = 0;
      double middle = Arrays.stream(pixels).average().orElseThrow();
      for (int i = 0; i < pixels.length; i++) {
        error += Math.pow(pixels[i] - shares[i], 2);
        spread += Math.pow(pixels[i] - middle, 2);
      }
      assertThat(error / spread).isLessThan(0.4);
      Path map = folder.resolve("map.png");
      Autoencoder.map(fit).save(map);
      assertThat(ImageIO.read(map.toFile()).getWidth()).isEqualTo(960);
    }
  }

  @Test
  void normalPosteriorOfAStudentTBeginsAtItsMeanWithScaleExpOfMinusThree() {
    PosteriorsTutorial.Found start = PosteriorsTutorial.beforeLearning(Posteriors.normal());
    assertThat(start.family()).isEqualTo("Normal");
    assertThat(start.mean()).isZero();
    assertThat(start.sd()).isCloseTo(0.0498, within(5e-5));
  }

  @Test
  void automaticPosteriorOfAStudentTBeginsAsThePrior() {
    PosteriorsTutorial.Found start = PosteriorsTutorial.beforeLearning(Posteriors.automatic());
    assertThat(start.family()).isEqualTo("StudentT");
    assertThat(start.mean()).isZero();
    assertThat(start.sd()).isCloseTo(Math.sqrt(2), within(1e-5)); // variance df / (df - 2)
  }

  @Test
  void manualPosteriorFindsTheNormalThatItCanBe() {
    PosteriorsTutorial.Found found = PosteriorsTutorial.byHand(500);
    assertThat(found.mean()).isCloseTo(5, within(0.02));
    assertThat(found.sd()).isCloseTo(1, within(0.02));
  }

  @Test
  void eightSchoolsShareWhatTheyLearn() {
    // The Normal family's optimum is mu 4.53 ± 3.15, tau 2.94 ± 2.5; a short run comes near it.
    try (Fit fit = EightSchools.fit(Posteriors.normal(), steps(1_500))) {
      Summary summary = fit.summary(1_000, Seed.of(2));
      assertThat(summary.row("mu").mean()).isCloseTo(4.53, within(0.6));
      assertThat(summary.row("mu").sd()).isCloseTo(3.15, within(0.6));
      assertThat(summary.row("tau").mean()).isCloseTo(2.94, within(0.8));
      assertThat(summary.row("theta[1]").mean()).isGreaterThan(summary.row("theta[3]").mean());
    }
  }

  static Stream<Posterior> joint() {
    return Stream.of(Posteriors.multivariateNormal(), new PosteriorsTutorial.FullRankNormal());
  }

  @ParameterizedTest
  @MethodSource("joint")
  void aNormalOverAllVariablesLearnsTheEightSchools(Posterior posterior) {
    try (Fit fit = EightSchools.fit(posterior, steps(1_000))) {
      assertThat(fit.params().names()).allMatch(name -> name.startsWith("posterior|"));
      Summary summary = fit.summary(500, Seed.of(2));
      assertThat(summary.row("mu").mean()).isCloseTo(4.48, within(1.0));
      assertThat(summary.row("mu").sd()).isCloseTo(3.23, within(1.0));
    }
  }

  @Test
  void coldLaunchesEndangerTheRings() {
    try (Fit fit = Challenger.fit(steps(1_500))) {
      // Maximum likelihood has -0.232 with standard error 0.108 (Dalal et al. 1989, section 3).
      Summary.Row slope = fit.summary().row("slope");
      assertThat(slope.mean()).isBetween(-0.40, -0.15);
      assertThat(slope.q95()).isNegative();
      Draws draws = fit.predict(BorchArray.of(31, 80), 400, Seed.of(2));
      NDArray probability = draws.get("probability").squeeze(0).sort(0); // [draws, temperatures]
      assertThat(probability.getDouble(20, 0)).isGreaterThan(0.8);
      assertThat(probability.getDouble(380, 1)).isLessThan(0.4);
      assertThat(draws.shape("distress")).isEqualTo(draws.shape("probability"));
    }
  }

  @Test
  void aSavedFitAnswersForSingleFlightsAsItDidBefore(@TempDir Path folder) {
    Path file = folder.resolve("challenger.fit");
    Serving.train(steps(1_500), file);
    try (Fit fit = Serving.load(file)) {
      Predictor predictor = Predictor.of(fit, 400, Seed.of(2));
      NDArray cold = BorchArray.of(31);
      double risk = predictor.mean("distress", cold).getDouble(0);
      double[] probabilities = fit.predict(cold, 400, Seed.of(2)).values("probability");
      assertThat(risk)
          .isCloseTo(Arrays.stream(probabilities).average().orElseThrow(), within(1e-6));
      assertThat(risk).isGreaterThan(0.8);
      assertThat(Serving.answer(predictor, 81)).startsWith("81 °F: 0.");
      assertThat(predictor.execution().backEnd()).isEqualTo(BackEnd.JVM);
    }
  }

  @Test
  void motorcycleNetworkFollowsTheDataAndKnowsTheirSpread(@TempDir Path folder) throws IOException {
    try (Fit fit = Motorcycle.fit(steps(2_500))) {
      double[] times = {5, 21, 32, 55};
      Draws draws = fit.predict(BorchArray.of(times), 400, Seed.of(2));
      double[] curve = middle(draws.get("curve").squeeze(0));
      assertThat(curve[0]).isCloseTo(-2, within(4.0));
      assertThat(curve[1]).isCloseTo(-115, within(15.0));
      assertThat(curve[2]).isCloseTo(25, within(15.0));
      assertThat(curve[3]).isCloseTo(0, within(10.0));
      NDArray readings = draws.get("acceleration").squeeze(0).sort(0);
      assertThat(readings.getDouble(380, 0) - readings.getDouble(20, 0)).isLessThan(20);
      assertThat(readings.getDouble(380, 2) - readings.getDouble(20, 2)).isGreaterThan(60);

      Path picture = folder.resolve("target").resolve("motorcycle.png");
      Motorcycle.draw(fit, picture);
      BufferedImage image = ImageIO.read(picture.toFile());
      assertThat(image.getWidth()).isEqualTo(960);
    }
  }

  private static double[] middle(NDArray draws) {
    return BorchArray.wrap(draws.sort(0).get(draws.getShape().get(0) / 2)).values();
  }

  @Test
  void tableNamesTheColumnsThatItHas() {
    assertThatThrownBy(() -> Table.read("challenger.csv").column("celsius"))
        .hasMessage("column celsius: the table has only [fahrenheit, distress]");
    assertThatThrownBy(() -> Table.read("nothing.csv")).hasMessageContaining("nothing.csv");
  }

  @Test
  void theVarianceOfReturnsIsAScanThatCompiles() {
    JointDensity density = JointDensity.of(Volatility.simulated(50), Seed.of(1));
    double[] at = {-1.5, -1.3, 0.1};
    double[] compiled = new double[3];
    double[] eager = new double[3];

    assertThat(density.execution().backEnd()).isEqualTo(BackEnd.JVM);
    double value = density.evaluator().valueAndGradient(at, compiled);
    LogDensity.Evaluator oneByOne = density.withBackEnd(BackEnd.EAGER).evaluator();
    assertThat(value).isCloseTo(oneByOne.valueAndGradient(at, eager), within(1e-10));
    assertThat(compiled).containsExactly(eager, within(1e-10));
    double step = 1e-4;
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += step;
      down[i] -= step;
      double[] unused = new double[3];
      double rise =
          density.evaluator().valueAndGradient(up, unused)
              - density.evaluator().valueAndGradient(down, unused);
      // The central difference errs by step² f''' / 6.
      assertThat(compiled[i]).isCloseTo(rise / (2 * step), within(1e-5));
    }
  }

  @Test
  void drawsOfARandomWalkAreJudgedByTheirLength() {
    assertThat(JudgeDraws.diagnose(JudgeDraws.walk(true, 100)[1]).warnings("slope")).isNotEmpty();
    double[][][] line = JudgeDraws.walk(true, 10_000);
    Diagnosis slope = JudgeDraws.diagnose(line[1]);
    assertThat(slope.warnings("slope")).isEmpty();
    assertThat(slope.mean()).isCloseTo(0.500, within(4 * slope.mcseMean())); // flat prior
    Comparison comparison =
        JudgeDraws.compare(
            JudgeDraws.logLikelihood(JudgeDraws.walk(false, 10_000)),
            JudgeDraws.logLikelihood(line));
    assertThat(comparison.rows().get(0).name()).isEqualTo("line");
  }

  @Test
  void slipsAreFoundAmongWeighings() {
    Nuts settings = Nuts.defaults().with(run -> run.withWarmup(500).withDraws(300));
    Draws draws = Weighings.withSlips(Weighings.sample(settings));

    assertThat(draws.names()).containsExactly("weight", "spread", "bias", "slip");
    Draws fitted = Weighings.fitted(Svi.defaults().withSteps(1_000).withProgress(false));
    for (Draws each : List.of(draws, fitted)) {
      double[] probability = BorchArray.wrap(each.get("slip").mean(new int[] {0, 1})).values();
      for (int i = 0; i < probability.length; i++) {
        boolean isSlip = i == 4 || i == 14; // 107.3 of the first scale, 98.1 of the third
        assertThat(probability[i]).isBetween(isSlip ? 0.99 : 0.0, isSlip ? 1.0 : 0.5);
      }
    }
    assertThat(Weighings.loss(Seed.of(3))).isFinite();
    NDArray atZero = Weighings.probabilityOfSlips(new double[7]);
    assertThat(atZero.getShape()).isEqualTo(new Shape(5, 6, 2));
  }

  @Test
  void chainsAreStartedStoppedAndResumedAndPredict(@TempDir Path directory) {
    Model<NDArray, NDArray> model = RunChains.model();
    Draws draws = RunChains.sample(model);
    assertThat(draws.names()).containsExactly("level", "slope", "probability");
    // As the fit's, above; 2 of 7 cold flights and 5 of 16 others.
    Comparison equals = RunChains.compare(model, draws, model, draws);
    assertThat(equals.points()).isEqualTo(23);
    assertThat(equals.rows().get(1).difference()).isZero();
    Draws there = RunChains.predict(model, draws, 31, 70);
    assertThat(there.summary().row("probability[1]").mean()).isGreaterThan(0.8);
    assertThat(RunChains.shareOfBadFlights(model, draws)).isCloseTo(7 / 23.0, within(0.05));
    for (Nuts start : RunChains.starts(draws)) {
      Nuts few = start.with(run -> run.withChains(1).withWarmup(20).withDraws(5));
      assertThat(Infer.sample(model, few, Seed.of(1)).drawCount()).isEqualTo(5);
    }
    Path file = directory.resolve("run.safetensors");
    AtomicInteger asked = new AtomicInteger();
    Nuts stopped =
        RunChains.patient(file, Duration.ofMinutes(1))
            .with(run -> run.withThreads(1).withStop(() -> asked.incrementAndGet() > 4 * 1_500));
    Draws part = Infer.sample(model, stopped, Seed.of(1));
    assertThat(part.drawCount()).isBetween(80, 100);
    Nuts longer = RunChains.patient(file, Duration.ofMinutes(1)).with(run -> run.withDraws(120));
    Draws whole = Infer.resume(model, longer, file);
    assertThat(whole.drawCount()).isEqualTo(120);
    assertThat(whole.element("slope")[0]).startsWith(part.element("slope")[0]);
  }

  @Test
  void threeQuickLooksAtOnePosteriorAgree() {
    Model<?, ?> model = Challenger.model();
    Mode mode = QuickLooks.mode(model);
    assertThat(mode.isConverged()).isTrue();
    Check laplace = QuickLooks.laplace(model);
    assertThat(laplace.verdict()).isEqualTo(Check.Verdict.GOOD);
    // Both variables have the whole line, so that the two modes are one.
    double slope = BorchArray.wrap(mode.values().get("slope")).values()[0];
    Check.Row row = laplace.row("slope");
    assertThat(row.mean()).isCloseTo(slope, within(4 * row.sd() / Math.sqrt(laplace.draws())));
    Svi settings = Svi.defaults().withSteps(1_000).withProgress(false);
    Check.Row other = QuickLooks.variational(model, settings).row("slope");
    assertThat(other.correctedMean())
        .isCloseTo(
            row.correctedMean(), within(4 * (row.correctedError() + other.correctedError())));
  }
}
