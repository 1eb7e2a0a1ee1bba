package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.borch.infer.density.LogDensity;
import org.borch.tensor.random.Key;
import org.junit.jupiter.api.Test;

class WarmupTest {

  private static final Metric UNIT = Metric.diagonal(1, 1);

  @Test
  void windowsAreStans() {
    assertThat(Windows.of(1000).first()).isEqualTo(75);
    assertThat(Windows.of(1000).ends()).containsExactly(100, 150, 250, 450, 950);
    assertThat(Windows.of(500).ends()).containsExactly(100, 150, 250, 450);
    assertThat(Windows.of(150).ends()).containsExactly(100);
    assertThat(Windows.of(100)).isEqualTo(new Windows(15, List.of(90)));
    assertThat(Windows.of(19).ends()).isEmpty();
    Windows windows = Windows.of(1000);
    assertThat(IntStream.range(0, 1000).filter(windows::isSlow).count()).isEqualTo(875);
    assertThat(IntStream.range(0, 1000).filter(windows::endsWith))
        .containsExactly(99, 149, 249, 449, 949);
    assertThat(IntStream.range(0, 19).filter(Windows.of(19)::isSlow)).isEmpty();
  }

  /** Stan's rule, for every number of steps up to 2,000; each condition holds of no other ends. */
  @Test
  void windowsDoubleUntilTheNextWouldNotFit() {
    for (int warmup = 20; warmup < 150; warmup++) {
      Windows windows = Windows.of(warmup);
      assertThat(windows.first()).isEqualTo((int) (0.15 * warmup));
      assertThat(windows.ends()).containsExactly(warmup - (int) (0.1 * warmup));
    }
    for (int warmup = 150; warmup <= 2_000; warmup++) {
      Windows windows = Windows.of(warmup);
      assertThat(windows.first()).isEqualTo(75);
      assertThat(windows.ends()).startsWith(100).endsWith(warmup - 50);
      int begin = 75;
      int size = 25;
      for (int i = 0; i < windows.ends().size(); i++) {
        int length = windows.ends().get(i) - begin;
        boolean isFirst = i == 0;
        boolean isLast = i == windows.ends().size() - 1;
        if (isFirst || !isLast) {
          assertThat(length).as("window %d of %d steps", i, warmup).isEqualTo(size);
        } else {
          assertThat(length)
              .as("the last of %d steps", warmup)
              .isBetween(i == 1 ? 1 : size, 3 * size - 1);
        }
        begin = windows.ends().get(i);
        size *= 2;
      }
    }
  }

  @Test
  void aWindowOfOneStepLeavesTheMetric() {
    Metric before = Metric.diagonal(2, 3);
    MetricEstimate estimate = new MetricEstimate(Metric.Form.DIAGONAL, 2);
    estimate.add(new double[] {1, 10});
    assertThat(estimate.take(before)).isSameAs(before);
    estimate.add(new double[] {5, 5});
    estimate.add(new double[] {7, 5});
    // The first position is forgotten: deviations of 1, n = 2.
    assertThat(estimate.take(before).variances())
        .containsExactly(new double[] {2.0 / 7 * 2 + 5e-3 / 7, 5e-3 / 7}, within(1e-15));
  }

  /** Gradients of a normal density are -x / variance: two states tell it exactly. */
  @Test
  void byGradientsTwoStatesTellTheScalesOfANormal() {
    Metric before = Metric.diagonal(2, 3, 5);
    FisherEstimate estimate = new FisherEstimate(3);
    estimate.add(State.of(new double[] {1, 10, 0}, 0, new double[] {-1 / 4.0, -1000, 1}));
    estimate.add(State.of(new double[] {-3, 20, 0}, 0, new double[] {3 / 4.0, -2000, 1}));

    assertThat(estimate.take(before).variances())
        .containsExactly(new double[] {4, 0.01, 5}, within(1e-12));
    assertThat(estimate.take(before).variances()).containsExactly(2, 3, 5);
  }

  @Test
  void gradientsAreForDiagonalMetricsOfKernelsThatHaveThem() {
    assertThatThrownBy(() -> new FisherEstimate(1).add(State.of(new double[1], 0)))
        .hasMessageContaining("no gradients");
    assertThatThrownBy(
            () ->
                Sampling.defaults()
                    .withMetric(Metric.Form.DENSE)
                    .withEstimate(Metric.Estimate.FISHER))
        .hasMessageContaining("DENSE, expected DIAGONAL");
  }

  @Test
  void dualAveragingIsTheRecurrenceOfItsPaper() {
    DualAveraging averaging = new DualAveraging(0.8, 0.5);
    averaging.learn(0.6);
    double first = Math.log(5) - 0.2 / 11 / 0.05;
    assertThat(Math.log(averaging.stepSize())).isCloseTo(first, within(1e-14));
    assertThat(Math.log(averaging.averaged())).isCloseTo(first, within(1e-14));
    averaging.learn(0.9);
    double error = 0.2 / 11 * 11 / 12 - 0.1 / 12;
    double second = Math.log(5) - error * Math.sqrt(2) / 0.05;
    double share = Math.pow(2, -0.75);
    assertThat(Math.log(averaging.stepSize())).isCloseTo(second, within(1e-14));
    assertThat(Math.log(averaging.averaged()))
        .isCloseTo((1 - share) * first + share * second, within(1e-14));
  }

  @Test
  void dualAveragingBeginsWithWhatItIsGivenAndTakesNoNumberForARejection() {
    DualAveraging averaging = new DualAveraging(0.8, 0.5);
    assertThat(averaging.averaged()).isEqualTo(0.5);
    averaging.learn(Double.NaN);
    DualAveraging rejected = new DualAveraging(0.8, 0.5);
    rejected.learn(0);
    assertThat(averaging.stepSize()).isEqualTo(rejected.stepSize());
    DualAveraging above = new DualAveraging(0.8, 0.5);
    above.learn(1.5);
    DualAveraging one = new DualAveraging(0.8, 0.5);
    one.learn(1);
    assertThat(above.stepSize()).isEqualTo(one.stepSize());
  }

  @Test
  void dualAveragingFindsTheStepSizeOfTheTarget() {
    DualAveraging averaging = new DualAveraging(0.8, 3);
    for (int i = 0; i < 2000; i++) {
      averaging.learn(Math.exp(-averaging.stepSize()));
    }
    assertThat(averaging.averaged()).isCloseTo(-Math.log(0.8), within(1e-2));
  }

  @Test
  void theMetricIsTheShrunkCovariance() {
    double[][] positions = {{1, 10}, {2, 14}, {6, 9}, {-1, 11}};
    // Deviations (-1, -1), (0, 3), (4, -2), (-3, 0): sums of products 26, -7 and 14.
    double shrink = 4.0 / 9 / 3;
    double ridge = 1e-3 * 5 / 9;
    double covariance = -7 * shrink * 8 / (8 + 1);
    MetricEstimate dense = new MetricEstimate(Metric.Form.DENSE, 2);
    MetricEstimate diagonal = new MetricEstimate(Metric.Form.DIAGONAL, 2);
    for (int round = 0; round < 2; round++) { // the second one begins from nothing
      for (double[] position : positions) {
        dense.add(position);
        diagonal.add(position);
      }
      double[][] matrix = dense.take(UNIT).inverseMass();
      assertThat(matrix[0])
          .containsExactly(new double[] {26 * shrink + ridge, covariance}, within(1e-14));
      assertThat(matrix[1])
          .containsExactly(new double[] {covariance, 14 * shrink + ridge}, within(1e-14));
      assertThat(diagonal.take(UNIT).variances())
          .containsExactly(new double[] {26 * shrink + ridge, 14 * shrink + ridge}, within(1e-14));
    }
  }

  @Test
  void aDenseMetricOfFewPositionsIsWellConditioned() {
    int d = 100;
    MetricEstimate estimate = new MetricEstimate(Metric.Form.DENSE, d);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 25; i++) {
      estimate.add(random.doubles(d).toArray());
    }
    double[][] matrix = estimate.take(Metric.Form.DENSE.unit(d)).inverseMass();

    // Of a covariance of rank 24 the ridge alone would be left, thousands of times below the
    // largest.
    double[] eigenvalues =
        new EigenDecomposition(new Array2DRowRealMatrix(matrix)).getRealEigenvalues();
    assertThat(Arrays.stream(eigenvalues).max().orElseThrow())
        .isLessThan(10 * Arrays.stream(eigenvalues).min().orElseThrow());
  }

  private static double search(LogDensity.Evaluator density, double from) {
    Kernel kernel = Nuts.defaults().kernel(1, density);
    Tuning start = new Tuning(from, Metric.diagonal(1));
    return new StepSizeSearch(kernel).find(kernel.init(0), start, Key.of(5));
  }

  @Test
  void theFirstStepSizeIsOfTheTargetsScale() {
    for (double scale : new double[] {1e-4, 1, 1e4}) {
      for (double from : new double[] {1e-6, 1, 1e6}) {
        LogDensity.Evaluator normal =
            (at, gradient) -> {
              gradient[0] = -at[0] / (scale * scale);
              return 0.5 * at[0] * gradient[0];
            };
        // Stability ends at 2 scales; far below one the error of a step is not seen.
        assertThat(search(normal, from) / scale).isBetween(0.1, 10.0);
      }
    }
  }

  @Test
  void aFlatDensityAndOneThatIsNotContinuousHaveNoStepSize() {
    assertThatThrownBy(() -> search((at, gradient) -> 0, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("improper");
    assertThatThrownBy(() -> search((at, gradient) -> at[0] == 0 ? 0 : -1e3, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not continuous");
  }
}
