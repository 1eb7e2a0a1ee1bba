package org.borch.infer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers by hand, closed forms, and draws of known distributions. */
class ProbabilityMetricsTest {

  private static final double EXACT = 1e-12;
  private static final ClassProbabilities THREE =
      ClassProbabilities.of(
          new double[][] {{0.7, 0.3}, {0.4, 0.6}, {0.9, 0.1}}, new int[] {0, 0, 1});

  @Test
  void scoresOfClassesAreThoseByHand() {
    assertThat(THREE.accuracy()).isCloseTo(1.0 / 3, within(EXACT));
    assertThat(THREE.negativeLogLikelihood())
        .isCloseTo(-(Math.log(0.7) + Math.log(0.4) + Math.log(0.1)) / 3, within(EXACT));
    assertThat(THREE.brier()).isCloseTo((2 * 0.09 + 2 * 0.36 + 2 * 0.81) / 3, within(EXACT));
    assertThat(THREE.confidences()).containsExactly(0.7, 0.6, 0.9);
  }

  @Test
  void calibrationComparesConfidenceWithAccuracyInBins() {
    Calibration two = Calibration.of(THREE, 2); // all are in the upper one
    assertThat(two.bins()).hasSize(1);
    assertThat(two.error()).isCloseTo(2.2 / 3 - 1.0 / 3, within(EXACT));
    Calibration each = Calibration.adaptive(THREE, 3);
    assertThat(each.bins()).extracting(Calibration.Bin::accuracy).containsExactly(0.0, 1.0, 0.0);
    assertThat(each.error()).isCloseTo((0.6 + 0.3 + 0.9) / 3, within(EXACT));
    assertThat(each.maximumError()).isCloseTo(0.9, within(EXACT));
    assertThat(each.toString()).contains("expected error 0.6000").contains("|");
  }

  @Test
  void probabilitiesThatAreRightAreCalibrated() {
    Random random = new Random(1);
    int rows = 20_000;
    double[][] p = new double[rows][];
    int[] labels = new int[rows];
    double[][] logits = new double[rows][];
    for (int i = 0; i < rows; i++) {
      double z = 2 * random.nextGaussian();
      double one = 1 / (1 + Math.exp(-z));
      p[i] = new double[] {1 - one, one};
      labels[i] = random.nextDouble() < one ? 1 : 0;
      logits[i] = new double[] {0, 3 * z}; // three times too sure
    }
    // A bin of some 1,300 rows is off by 0.8 · 0.014 on average.
    assertThat(Calibration.of(ClassProbabilities.of(p, labels), 15).error()).isLessThan(0.02);
    ClassProbabilities sure =
        ClassProbabilities.of(new Temperature(1).probabilities(logits), labels);
    assertThat(Calibration.of(sure, 15).error()).isGreaterThan(0.05);

    Temperature fitted = Temperature.fit(logits, labels);

    // The information of β = 1/T is the mean of z² p (1 - p), about 0.15 · 9 / row.
    assertThat(fitted.value()).isCloseTo(3, within(0.2));
    ClassProbabilities mended = ClassProbabilities.of(fitted.probabilities(logits), labels);
    assertThat(Calibration.of(mended, 15).error()).isLessThan(0.02);
    assertThat(mended.accuracy()).isEqualTo(sure.accuracy());
  }

  @Test
  void doubtThatFindsTheErrorsLowersTheRiskOfWhatIsKept() {
    double[] loss = {0, 0, 1, 1};
    Selection good = Selection.of(new double[] {0.1, 0.2, 0.8, 0.9}, loss);
    assertThat(good.risks()).containsExactly(0, 0, 1.0 / 3, 0.5);
    assertThat(good.riskAt(0.5)).isZero();
    assertThat(good.riskAt(1)).isEqualTo(0.5);
    assertThat(good.area()).isCloseTo((1.0 / 3 + 0.5) / 4, within(EXACT));
    Selection bad = Selection.of(new double[] {0.9, 0.8, 0.2, 0.1}, loss);
    assertThat(bad.area()).isGreaterThan(good.area());
    assertThat(Selection.of(THREE).riskAt(1)).isCloseTo(2.0 / 3, within(EXACT));
    assertThatThrownBy(() -> good.riskAt(0)).hasMessageContaining("coverage = 0.0");
  }

  @Test
  void averagePrecisionIsTheMeanPrecisionAtThePositives() {
    double[] scores = {0.9, 0.8, 0.7, 0.6};
    boolean[] positive = {true, false, true, false};
    assertThat(PrecisionRecall.area(scores, positive)).isCloseTo((1 + 2.0 / 3) / 2, within(EXACT));
    assertThat(PrecisionRecall.area(new double[] {1, 1, 1, 1}, positive)).isEqualTo(0.5);
    assertThatThrownBy(() -> PrecisionRecall.area(scores, new boolean[4]))
        .hasMessageContaining("no positives");
  }

  // ---- numbers

  private static PredictedDraws normal(double sd, int draws, int rows) {
    Random random = new Random(2);
    double[] observed = random.doubles(rows).map(u -> 0).toArray();
    Arrays.setAll(observed, i -> random.nextGaussian());
    double[][] drawn = new double[draws][rows];
    for (double[] draw : drawn) {
      Arrays.setAll(draw, i -> sd * random.nextGaussian());
    }
    return PredictedDraws.of(drawn, observed);
  }

  @Test
  void theScoreOfTheRightNormalIsItsClosedForm() {
    PredictedDraws right = normal(1, 200, 4_000);
    // E over y ~ N(0, 1) is 1 / √π; a row's score has the standard deviation 0.4 or so.
    assertThat(right.crps()).isCloseTo(1 / Math.sqrt(Math.PI), within(4 * 0.5 / Math.sqrt(4_000)));
    assertThat(normal(0.3, 200, 4_000).crps()).isGreaterThan(right.crps());
    assertThat(normal(3, 200, 4_000).crps()).isGreaterThan(right.crps());
    PredictedDraws points = PredictedDraws.of(new double[][] {{1, 2}, {1, 2}}, new double[] {3, 2});
    assertThat(points.crps()).isEqualTo(1);
    PredictedDraws two = PredictedDraws.of(new double[][] {{0}, {2}}, new double[] {1});
    assertThat(two.crps()).isEqualTo(0); // E|X - y| = 1, E|X - X'| = 2 without the pairs of itself
  }

  @Test
  void intervalsAndTransformsShowTooNarrowPredictions() {
    PredictedDraws right = normal(1, 400, 4_000);
    PredictedDraws narrow = normal(0.5, 400, 4_000);
    // A share of 0.9 of 4,000 rows, and quantiles of 400 draws.
    assertThat(right.coverage(0.9).share()).isCloseTo(0.9, within(0.03));
    assertThat(right.coverage(0.9).width()).isCloseTo(2 * 1.645, within(0.1));
    assertThat(narrow.coverage(0.9).share()).isLessThan(0.7);
    assertThat(right.calibrationError()).isLessThan(0.02);
    assertThat(narrow.calibrationError()).isGreaterThan(0.05);
    double[] pit = PredictedDraws.of(new double[][] {{1}, {2}, {3}, {4}}, new double[] {3}).pit();
    assertThat(pit).containsExactly(0.625);
    PredictedDraws zero = PredictedDraws.of(new double[][] {{1}, {2}}, new double[] {0});
    assertThat(zero.calibrationError()).isCloseTo(0.5, within(EXACT));
  }

  // ---- uncertainty

  @Test
  void disagreementIsEpistemicAndAgreementInDoubtIsAleatoric() {
    double[][][] draws = {
      {{1, 0}, {0.5, 0.5}, {0.9, 0.1}},
      {{0, 1}, {0.5, 0.5}, {0.9, 0.1}}
    };
    Uncertainty u = Uncertainty.ofClasses(draws);
    assertThat(u.total()[0]).isCloseTo(Math.log(2), within(EXACT));
    assertThat(u.epistemic()[0]).isCloseTo(Math.log(2), within(EXACT));
    assertThat(u.aleatoric()[1]).isCloseTo(Math.log(2), within(EXACT));
    assertThat(u.epistemic()[1]).isCloseTo(0, within(EXACT));
    assertThat(u.total()[2]).isCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), within(EXACT));
  }

  @Test
  void tf2VariancesAddUpAndOneDrawIsFinite() {
    Uncertainty u =
        Uncertainty.ofNumbers(new double[][] {{1, 5}, {3, 5}}, new double[][] {{0.5, 2}, {1.5, 2}});
    assertThat(u.aleatoric()).containsExactly(1, 2);
    assertThat(u.epistemic()).containsExactly(1, 0);
    assertThat(u.total()).containsExactly(2, 2);
    Uncertainty one = Uncertainty.ofNumbers(new double[][] {{1}}, new double[][] {{0.25}});
    assertThat(one.total()).containsExactly(0.25);
  }

  // ---- conformal sets

  @Test
  void conformalSetsHoldTheirLevelForAWrongModel() {
    Random random = new Random(3);
    int rows = 2_000;
    double[] mean = new double[2 * rows];
    double[] sd = new double[2 * rows];
    double[] observed = new double[2 * rows];
    for (int i = 0; i < observed.length; i++) {
      mean[i] = 1; // biased, and three times too narrow
      sd[i] = 0.3;
      observed[i] = random.nextGaussian();
    }
    Conformal sets =
        Conformal.ofNumbers(
            Arrays.copyOf(mean, rows), Arrays.copyOf(sd, rows), Arrays.copyOf(observed, rows), 0.9);
    double inside = 0;
    for (int i = rows; i < 2 * rows; i++) {
      inside += Math.abs(observed[i] - mean[i]) <= sets.halfWidth(sd[i]) ? 1 : 0;
    }
    assertThat(inside / rows).isCloseTo(0.9, within(4 * Math.sqrt(2 * 0.09 / rows)));
  }

  @Test
  void conformalThresholdsAreOrderStatistics() {
    double[] scores = {0.4, 0.1, 0.3, 0.2};
    assertThat(Conformal.ofScores(scores, 0.6).threshold()).isEqualTo(0.3);
    assertThat(Conformal.ofScores(scores, 0.9).threshold()).isEqualTo(Double.POSITIVE_INFINITY);
    Conformal classes = Conformal.ofClasses(THREE, 0.7); // scores 0.3, 0.6, 0.9
    assertThat(classes.threshold()).isCloseTo(0.9, within(EXACT));
    assertThat(new Conformal(0.5, 0.5).classes(new double[] {0.6, 0.3, 0.1})).containsExactly(0);
    assertThat(new Conformal(0.5, 1).classes(new double[] {0.6, 0.3, 0.1}))
        .containsExactly(0, 1, 2);
  }

  @Test
  void aBayesianClassifierIsJudgedByItsDraws() {
    double[][][] draws = {{{0.9, 0.1}, {0.3, 0.7}}, {{0.7, 0.3}, {0.5, 0.5}}};
    int[] labels = {0, 1};
    // region judge
    double[][] mean = Uncertainty.mean(draws); // of [draws][rows][classes]
    ClassProbabilities predicted = ClassProbabilities.of(mean, labels);
    double accuracy = predicted.accuracy();
    double nll = predicted.negativeLogLikelihood();
    double ece = Calibration.of(predicted, 15).error(); // print the calibration: the diagram
    double[] unknown = Uncertainty.ofClasses(draws).epistemic(); // large for foreign rows
    double risk = Selection.of(predicted).riskAt(0.8); // of the 80 % that are surest
    // endregion
    assertThat(accuracy).isEqualTo(1);
    assertThat(nll).isCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, within(EXACT));
    assertThat(ece).isCloseTo((0.2 + 0.4) / 2, within(EXACT));
    assertThat(unknown[0]).isPositive();
    assertThat(risk).isZero();
  }

  // ---- errors

  @Test
  void whatIsNoPredictionIsRefused() {
    assertThatThrownBy(() -> ClassProbabilities.of(new double[][] {{2, -1}}, new int[] {0}))
        .hasMessageContaining("row 0")
        .hasMessageContaining("softmax");
    assertThatThrownBy(() -> ClassProbabilities.of(new double[][] {{0.5, 0.5}}, new int[] {2}))
        .hasMessageContaining("label 0 is 2")
        .hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> ClassProbabilities.of(new double[0][], new int[0]))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> Calibration.of(THREE, 0)).hasMessageContaining("0 bins");
    assertThatThrownBy(() -> Calibration.adaptive(THREE, 0)).hasMessageContaining("0 bins");
    assertThatThrownBy(() -> PredictedDraws.of(new double[1][1], new double[1]))
        .hasMessageContaining("1 draws");
    assertThatThrownBy(() -> normal(1, 2, 2).coverage(1)).hasMessageContaining("level = 1.0");
    assertThatThrownBy(() -> new Temperature(0)).hasMessageContaining("temperature = 0.0");
    assertThatThrownBy(() -> new Conformal(1, 0)).hasMessageContaining("level = 1.0");
    assertThatThrownBy(() -> Uncertainty.ofClasses(new double[0][][]))
        .hasMessageContaining("no draws");
    assertThatThrownBy(() -> Uncertainty.ofNumbers(new double[2][1], new double[1][1]))
        .hasMessageContaining("2 draws of means and 1");
  }
}
