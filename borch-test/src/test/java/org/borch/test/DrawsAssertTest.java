package org.borch.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.test.BorchAssertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.borch.infer.draws.Draws;
import org.borch.infer.draws.SampleStats;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrawsAssertTest {

  private static final double P95 = 1.6448536269514722;
  private static final int FEW = 20;
  private static final int MANY = 600;

  /**
   * An assertion, how often it fails for right draws, and draws that it should refuse.
   *
   * @param falseAlarms the share of right draws that fail
   */
  private record Case(
      String name, double falseAlarms, Consumer<Draws> assertion, double wrongScale, double shift) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static double two() {
    return 0.0455; // outside of two standard errors of a normal estimate
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("mean", two(), x -> assertThat(x).allowing(2).hasMean("x", 1), 1, 0.5),
        new Case("sd", two(), x -> assertThat(x).allowing(2).hasSd("x", 2), 1.2, 0),
        new Case(
            "quantile",
            two(),
            x -> assertThat(x).allowing(2).hasQuantile("x", 0.95, 1 + 2 * P95),
            1.2,
            0),
        new Case(
            "probability",
            two(),
            x -> assertThat(x).allowing(2).hasProbability("x", 1 - 2 * P95, 1 + 2 * P95, 0.9),
            1.2,
            0),
        new Case(
            "energy distance",
            0.05,
            x -> assertThat(x).hasSameDistributionAs(other(), 0.05, Seed.of(4)),
            2,
            1));
  }

  private static Draws other() {
    return Cases.normals(1, 2, 250, 99);
  }

  private static boolean fails(Consumer<Draws> assertion, Draws draws) {
    try {
      assertion.accept(draws);
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  private static long failures(Case each, double shift, double scale, int seeds) {
    long failures = 0;
    for (int seed = 0; seed < seeds; seed++) {
      failures += fails(each.assertion(), Cases.normals(1 + shift, 2 * scale, 250, seed)) ? 1 : 0;
    }
    return failures;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rightDrawsSeldomFail(Case each) {
    assertThat(failures(each, 0, 1, FEW)).isLessThan(6); // of 20 at 5 %: one in 3,000
  }

  /** Against one other sample the false alarms depend on it: at most four times as many. */
  @ParameterizedTest
  @MethodSource("cases")
  @Tag("slow")
  void rightDrawsFailAsOftenAsStated(Case each) {
    double expected = MANY * each.falseAlarms();
    double spread = Math.sqrt(expected * (1 - each.falseAlarms()));
    boolean isConditional = each.name().startsWith("energy");
    assertThat((double) failures(each, 0, 1, MANY))
        .isBetween(
            isConditional ? 0 : expected - 4 * spread,
            (isConditional ? 4 : 1) * expected + 4 * spread);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wrongDrawsFail(Case each) {
    assertThat(failures(each, each.shift(), each.wrongScale(), FEW))
        .isGreaterThanOrEqualTo(FEW * 3 / 4);
  }

  @Test
  void tooFewDrawsForWhatMattersAreSaid() {
    Draws draws = Cases.normals(0, 1, 100, 1);
    assertThat(draws).hasMean("x", 0, 0.25).hasSd("x", 1, 0.25).hasQuantile("x", 0.5, 0, 0.5);
    // Four standard errors are 0.2, ten times what matters.
    refuses(() -> assertThat(draws).hasMean("x", 0, 0.02), "draws needed", "too few");
    refuses(() -> assertThat(draws).hasMean("x", 2, 0.02), "tolerance", "model");
  }

  @Test
  void aFailureReadsLikeANote() {
    refuses(
        () -> assertThat(Cases.normals(0, 1, 250, 1)).as("prior").hasMean("x", -3),
        "[prior]",
        "the mean of x is not as expected",
        "expected        -3",
        "standard error",
        "effective draws of 1000",
        "likely cause");
  }

  @Test
  void chainsThatDisagreeAreNamedAsTheCause() {
    double[] x = new double[1000];
    new NoiseReader(Key.of(1)).normal(x);
    for (int i = 0; i < 250; i++) {
      x[i] += 5;
    }
    Draws apart = Draws.of(Map.of("x", BorchArray.of(new Shape(4, 250), x)));
    refuses(() -> assertThat(apart).hasConverged(), "R-hat", "look at");
    refuses(() -> assertThat(apart).hasRHatBelow(1.01), "disagree");
    refuses(() -> assertThat(apart).hasMean("x", 90), "the chains disagree");
    refuses(() -> assertThat(apart).hasEffectiveSize(400), "draws needed");
    refuses(() -> assertThat(apart).agreesWith(Cases.normals(80, 1, 250, 2)), "among themselves");
  }

  @Test
  void goodDrawsHaveConverged() {
    assertThat(Cases.normals(0, 1, 500, 3))
        .hasConverged()
        .hasRHatBelow(1.02)
        .hasEffectiveSize(800)
        .hasNoDivergences()
        .isFinite()
        .hasShape("x")
        .hasInterval("x", 0.9, -P95, P95)
        .agreesWith(Cases.normals(0, 1, 700, 4));
  }

  @Test
  void anotherScaleOrShapeIsNoAgreement() {
    Draws draws = Cases.normals(0, 1, 500, 3);
    refuses(() -> assertThat(draws).agreesWith(Cases.normals(0, 1.2, 500, 4)), "deviation of x");
    refuses(() -> assertThat(draws).hasShape("x", 2), "another shape", "()");
    refuses(
        () ->
            assertThat(draws).hasSameDistributionAs(Cases.normals(0, 2, 500, 4), 0.01, Seed.of(1)),
        "energy distance");
  }

  @Test
  void divergencesAndNansAreFound() {
    double[][] diverged = {{0, 1}, {0, 0}};
    Draws draws =
        Draws.of(Map.of("x", BorchArray.of(new Shape(2, 2), new double[] {1, Double.NaN, 2, 3})))
            .withStats(SampleStats.of(Map.of("divergent__", diverged), Map.of()));
    refuses(() -> assertThat(draws).hasNoDivergences(), "trajectories diverged", "decentred");
    refuses(() -> assertThat(draws).isFinite(), "1 of 4");
    refuses(() -> assertThat(draws).hasMean("x", 0), "NaN or infinite");
  }

  @Test
  void aTruthInTheTailIsNotRecovered() {
    Draws draws = Cases.normals(0, 1, 500, 3);
    assertThat(draws).recovers(Map.of("x", BorchArray.of(1.5).squeeze()), 0.01);
    refuses(
        () -> assertThat(draws).recovers(Map.of("x", BorchArray.of(4).squeeze()), 0.01),
        "does not recover x",
        "Sbc");
  }

  @Test
  void whatCannotBeJudgedIsAnError() {
    Draws draws = Cases.normals(0, 1, 10, 3);
    assertThatThrownBy(
            () -> assertThat(draws).recovers(Map.of("x", BorchArray.of(0).squeeze()), 0.001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected more draws");
    assertThatThrownBy(() -> assertThat(draws).allowing(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> assertThat(draws).hasProbability("x", 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> assertThat(draws).hasSameDistributionAs(draws, 1e-5, Seed.of(1)))
        .hasMessageContaining("permutations show no smaller");
    Draws others = Draws.of(Map.of("z", BorchArray.of(new Shape(1, 2), new double[] {1, 2})));
    assertThatThrownBy(() -> assertThat(draws).agreesWith(others))
        .hasMessageContaining("no variable in common");
  }

  static void refuses(ThrowingCallable assertion, String... parts) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
  }
}
