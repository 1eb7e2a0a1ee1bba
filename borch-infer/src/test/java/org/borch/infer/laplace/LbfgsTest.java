package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.borch.infer.LogDensity;
import org.borch.infer.mcmc.Start;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The algorithm on functions whose maximum is known. */
class LbfgsTest {

  private static final Seed SEED = Seed.of(1);

  /** Minus Rosenbrock's function (1960), chained over n coordinates; its maximum 0 is at 1. */
  private static LogDensity rosenbrock(int n) {
    return LogDensity.of(
        n,
        x -> {
          NDArray before = x.get("0:" + (n - 1));
          NDArray after = x.get("1:" + n);
          NDArray bend = after.sub(before.square()).square().mul(100);
          return bend.add(before.neg().add(1).square()).sum().neg();
        });
  }

  /** A normal density at 3 with precisions evenly spaced on a log scale up to the condition. */
  private static LogDensity quadratic(int n, double condition) {
    double[] precisions = new double[n];
    Arrays.setAll(precisions, i -> Math.pow(condition, i / (n - 1.0)));
    return LogDensity.of(
        n, x -> x.sub(3).square().mul(BorchArray.of(precisions)).sum().mul(-0.5).sub(1000));
  }

  private static Start classical(int n) {
    double[] start = new double[n];
    Arrays.setAll(start, i -> i % 2 == 0 ? -1.2 : 1);
    return Start.at(start);
  }

  @ParameterizedTest
  @CsvSource({"2, 45", "10, 90", "100, 600"})
  void theBentValleyOfRosenbrockEndsAtOne(int n, int iterations) {
    Mode mode = Lbfgs.defaults().withStart(classical(n)).mode(rosenbrock(n), SEED);
    assertThat(mode.isConverged()).isTrue();
    assertThat(mode.iterations()).isLessThan(iterations);
    assertThat(mode.evaluations()).isLessThan(2 * iterations);
    assertThat(mode.point()).containsExactly(ones(n), within(1e-6));
    assertThat(mode.logDensity()).isBetween(-1e-12, 0.0);
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 2", "10, 100, 30", "10, 10000, 75", "10, 1000000, 120", "50, 100, 90"})
  void aQuadraticTakesFewIterationsWhateverItsCondition(int n, double condition, int iterations) {
    Mode mode =
        Lbfgs.defaults().withStart(Start.at(new double[n])).mode(quadratic(n, condition), SEED);
    assertThat(mode.isConverged()).isTrue();
    assertThat(mode.iterations()).isLessThanOrEqualTo(iterations);
    for (int i = 0; i < n; i++) {
      double sd = Math.pow(condition, -0.5 * i / (n - 1.0));
      assertThat(mode.point()[i]).isCloseTo(3, within(1e-5 * sd));
    }
  }

  @Test
  void oneStepIsRememberedExactly() {
    // The secant equation: the inverse Hessian maps the gradient's last change to the last step.
    LogDensity.Evaluator density = rosenbrock(5).evaluator();
    Curvature curvature = new Curvature(3);
    NoiseReader noise = new NoiseReader(Key.of(3));
    double[] at = {0.9, 1.1, 1.05, 0.95, 1};
    double[] normals = new double[5];
    Point before = Point.of(density, at);
    for (int step = 0; step < 6; step++) {
      noise.restart(Key.of(step));
      noise.normal(normals);
      Point after = Point.of(density, before.along(normals, 0.01));
      curvature.add(before, after);
      double[] change = new double[5];
      Arrays.setAll(change, i -> after.gradient()[i] - before.gradient()[i]);
      if (Point.dot(change, normals) > 0) {
        double[] expected = new double[5];
        Arrays.setAll(expected, i -> after.at()[i] - before.at()[i]);
        assertThat(curvature.times(change)).containsExactly(expected, within(1e-12));
      }
    }
  }

  @Test
  void everyStepSatisfiesTheStrongWolfeConditions() {
    LogDensity.Evaluator density = rosenbrock(2).evaluator();
    NoiseReader noise = new NoiseReader(Key.of(1));
    double[] at = new double[2];
    for (int trial = 0; trial < 200; trial++) {
      noise.restart(Key.of(trial));
      noise.normal(at);
      Point from = Point.of(density, at.clone());
      double[] direction = {-from.gradient()[0], -from.gradient()[1]};
      double first = Math.pow(10, 4 * noise.uniform() - 5);
      Point found = new LineSearch(density).search(from, direction, first);
      double step = (found.at()[0] - at[0]) / direction[0];
      double slope = from.slope(direction);
      assertThat(found.value()).isLessThanOrEqualTo(from.value() + 1e-4 * step * slope);
      assertThat(Math.abs(found.slope(direction))).isLessThanOrEqualTo(-0.9 * slope);
    }
  }

  @Test
  void pointsWithoutDensityAreTooFar() {
    // log x - x is NaN left of 0, and the first step from 0.01 has length 1 at most.
    LogDensity density = LogDensity.of(1, x -> x.log().sub(x).sum());
    for (double start : new double[] {0.01, 0.5, 30}) {
      Mode mode = Lbfgs.defaults().withStart(Start.at(start)).mode(density, SEED);
      assertThat(mode.isConverged()).isTrue();
      assertThat(mode.point()[0]).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aDensityThatRisesForEverSaysSo() {
    LogDensity density = LogDensity.of(2, x -> x.get("0").sub(x.get("1").square()).sum());
    Mode mode = Lbfgs.defaults().mode(density, SEED);
    assertThat(mode.ending()).isEqualTo(Ending.UNBOUNDED);
    assertThat(mode.isConverged()).isFalse();
    assertThat(mode.message()).contains("no largest value").contains("x[1]").contains("prior");
    assertThat(mode.evaluations()).isLessThan(1_000);
  }

  @Test
  void aKinkIsFoundThoughItsDerivativeNeverVanishes() {
    LogDensity density =
        LogDensity.of(2, x -> x.get("0").abs().add(x.get("1").sub(2).square()).sum().neg());
    Mode mode = Lbfgs.defaults().withStart(Start.at(1.3, 1)).mode(density, SEED);
    assertThat(mode.point()).containsExactly(new double[] {0, 2}, within(1e-5));
  }

  @Test
  void theLimitOfIterationsIsReportedWithTheSteepestCoordinate() {
    Mode mode =
        Lbfgs.defaults().withMaxIterations(3).withStart(classical(10)).mode(rosenbrock(10), SEED);
    assertThat(mode.ending()).isEqualTo(Ending.ITERATIONS);
    assertThat(mode.iterations()).isEqualTo(3);
    assertThat(mode.message()).contains("limit").containsPattern("x\\[\\d\\]").contains("more");
  }

  @Test
  void anotherStartFollowsOneThatFails() {
    // From the left it rises for ever; from the right it has a local mode at 2.
    LogDensity density =
        LogDensity.of(1, x -> ArrayMath.where(x.lt(0), x.neg(), x.sub(2).square().mul(-1)).sum());
    Start leftThenRight =
        (own, number, key) -> {
          double uniform = new NoiseReader(key).uniform();
          return new double[] {uniform < 0.5 ? -1 - uniform : 3 + uniform};
        };
    boolean rescued = false;
    for (int seed = 0; seed < 8; seed++) {
      Mode mode = Lbfgs.defaults().withStart(leftThenRight).mode(density, Seed.of(seed));
      assertThat(mode.isConverged()).isTrue();
      assertThat(mode.point()[0]).isCloseTo(2, within(1e-6));
      rescued |= mode.message().contains("local mode");
    }
    assertThat(rescued).isTrue();
    Mode only = Lbfgs.defaults().withStart(Start.at(-1)).mode(density, SEED);
    assertThat(only.ending()).isEqualTo(Ending.UNBOUNDED);
  }

  @Test
  void noFiniteStartIsAnError() {
    LogDensity nowhere = LogDensity.of(1, x -> x.log().neg().sub(x.sub(x).log()).sum());
    assertThatThrownBy(() -> Lbfgs.defaults().mode(nowhere, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 starting points");
    assertThatThrownBy(() -> Lbfgs.defaults().withStart(Start.at(1, 2)).mode(nowhere, SEED))
        .hasMessageContaining("starting point of 2 coordinates, expected 1");
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> Lbfgs.defaults().withMemory(0)).hasMessageContaining("memory = 0");
    assertThatThrownBy(() -> Lbfgs.defaults().withStarts(0)).hasMessageContaining("starts = 0");
    assertThatThrownBy(() -> Lbfgs.defaults().withMaxIterations(0)).hasMessageContaining("= 0");
    assertThatThrownBy(() -> new Tolerance(-1, 0, 0, 0, 0)).hasMessageContaining("value = -1");
    assertThatThrownBy(() -> new Tolerance(0, 0, Double.NaN, 0, 0)).hasMessageContaining("NaN");
  }

  @Test
  void oneSeedDecidesTheSearch() {
    Mode first = Lbfgs.defaults().mode(rosenbrock(4), SEED);
    Mode second = Lbfgs.defaults().mode(rosenbrock(4), SEED);
    assertThat(second.point()).containsExactly(first.point());
    assertThat(second.evaluations()).isEqualTo(first.evaluations());
    assertThat(Lbfgs.defaults().mode(rosenbrock(4), Seed.of(2)).point())
        .isNotEqualTo(first.point());
  }
}
