package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Summary;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.plot.Plots;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The analyses of the gallery find what their data were made with, and make their pictures. */
class GalleryTest {

  private static final Sampler SHORT =
      Nuts.defaults().with(run -> run.withChains(2).withWarmup(250).withDraws(250));

  /** -Dborch.gallery=DIR keeps the pictures. */
  private static final String KEPT = System.getProperty("borch.gallery", "");

  @TempDir private Path folder;

  private record Case(String name, Function<Sampler, Analysis> run) {}

  @TestFactory
  Stream<DynamicTest> theTruthIsWhereThePosteriorIs() {
    return Stream.of(
            new Case("claims", Claims::run),
            new Case("growth", Growth::run),
            new Case("outliers", Outliers::run),
            new Case("clusters", Clusters::run),
            new Case("coal", Coal::run),
            new Case("gaussian-curve", GaussianCurve::run),
            new Case("auto-regression", AutoRegression::run),
            new Case("local-level", LocalLevel::run),
            new Case("survival", Survival::run),
            new Case("ab-test", AbTest::run))
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> check(each)));
  }

  private void check(Case each) throws IOException {
    Analysis analysis = each.run().apply(SHORT);
    analysis
        .truth()
        .forEach(
            (name, truth) -> {
              Diagnosis found = analysis.draws().summary().row(name);
              assertThat(found.rHat()).as("R-hat of %s", name).isLessThan(1.05);
              assertThat(found.mean()).as(name).isCloseTo(truth, within(4 * found.sd()));
            });
    Path file = KEPT.isEmpty() ? folder.resolve("a.png") : Path.of(KEPT, each.name() + ".png");
    analysis.picture().save(file);
    BufferedImage picture = ImageIO.read(file.toFile());
    assertThat(picture.getWidth()).isGreaterThan(1000);
  }

  /** Moments of Beta(46, 956) and Beta(72, 930); 4 Monte Carlo errors. */
  @Test
  void theAbTestHasTheMomentsOfItsClosedForm() {
    Diagnosis rate = AbTest.run(SHORT).draws().summary().row("rate[B]");
    double mean = 72 / 1002.0;
    assertThat(rate.mean()).isCloseTo(mean, within(4 * rate.mcseMean()));
    assertThat(rate.sd()).isCloseTo(Math.sqrt(mean * (1 - mean) / 1003), within(4 * rate.mcseSd()));
  }

  /**
   * The maximum likelihood's standard error is at most 2 / sqrt(rows) times 1.3, the smallest root
   * mean weight of a row's information; a fit's last steps add their own.
   */
  @Test
  void fiftyThousandRowsInMinibatchesFindTheCoefficients() {
    try (Fit fit = Churn.fit(Svi.defaults().withSteps(400).withLearningRate(0.05))) {
      Summary summary = fit.summary(100, Seed.of(3));
      double error = 1.3 * 2 / Math.sqrt(Churn.ROWS);
      for (int i = 0; i < Churn.COLUMNS.size(); i++) {
        Summary.Row b = summary.row("b[" + Churn.COLUMNS.get(i) + "]");
        assertThat(b.mean()).as(b.name()).isCloseTo(Churn.TRUTH.get(i), within(5 * error));
      }
      double[] x = {1, 0, 0, 0, 0, 0, 1, 3, -3, 0, 0, 0};
      double[] predicted =
          BorchArray.wrap(Churn.predict(fit, BorchArray.of(new Shape(2, 6), x))).values();
      double[] odds = {-0.5, -0.5 + 3 * 0.8 + 3 * 0.6};
      IntStream.range(0, 2)
          .forEach(
              i ->
                  assertThat(predicted[i])
                      .isCloseTo(1 / (1 + Math.exp(-odds[i])), within(7 * error)));
      keep("churn", fit.losses());
    }
  }

  /** A nearest neighbour is right for about 95 % of them; chance for 10 %. */
  @Test
  void theNetworkReadsDigits() {
    try (Fit fit = Digits.fit(Svi.defaults().withSteps(400).withLearningRate(0.02))) {
      assertThat(Digits.accuracy(fit)).isGreaterThan(0.85);
      keep("digits", fit.losses());
    }
  }

  /**
   * Matches tell skills above the mean of all only, whose deviations are below those of the skills:
   * at least 95 % of them lie within 1.96 of these. They go together from week to week, so that the
   * share has an error of some percent.
   */
  @Test
  void skillsAreWhereTheFilterBelieves() throws IOException {
    Ratings ratings = Ratings.run();
    double squares = 0;
    double without = 0;
    int inside = 0;
    int all = 0;
    for (int week = 20; week < Ratings.WEEKS; week++) {
      double[] truth = centred(ratings.skills()[week]);
      double[] belief = centred(ratings.means()[week]);
      for (int team = 0; team < Ratings.TEAMS; team++) {
        double error = truth[team] - belief[team];
        squares += error * error;
        without += truth[team] * truth[team];
        inside += Math.abs(error) < 1.96 * ratings.deviations()[week][team] ? 1 : 0;
        all++;
      }
    }
    assertThat(squares / without).isLessThan(0.5);
    assertThat((double) inside / all).isGreaterThan(0.9);
    double[] before = ratings.deviations()[Ratings.SECOND_SEASON - 1];
    double[] after = ratings.deviations()[Ratings.SECOND_SEASON];
    for (int team = 0; team < Ratings.TEAMS; team++) {
      assertThat(after[team]).isGreaterThan(before[team]);
    }
    Path file = KEPT.isEmpty() ? folder.resolve("ratings.png") : Path.of(KEPT, "ratings.png");
    ratings.picture(0).save(file);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(960);
  }

  private static double[] centred(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> value - mean).toArray();
  }

  private static void keep(String name, double[] losses) {
    if (!KEPT.isEmpty()) {
      Plots.loss(losses).save(Path.of(KEPT, name + ".png"));
    }
  }

  @Test
  void everyAnalysisIsOnThePage() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("borch.root"), "docs/gallery.md"));
    for (String name :
        List.of(
            "claims",
            "growth",
            "outliers",
            "clusters",
            "coal",
            "gaussian-curve",
            "auto-regression",
            "local-level",
            "survival",
            "ratings",
            "churn",
            "digits",
            "ab-test")) {
      assertThat(page).contains("images/gallery/" + name + ".png");
    }
  }
}
