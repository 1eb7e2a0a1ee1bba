package org.borch.infer.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.borch.infer.diagnostics.SteinDiscrepancy.Kernel;
import org.junit.jupiter.api.Test;

/** Points of normal distributions against the standard one. */
class SteinDiscrepancyTest {

  private static final int POINTS = 1_500;

  private static double squared(int d, double shift, double scale, Kernel kernel) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] points = new double[POINTS][d];
    double[][] scores = new double[POINTS][d];
    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < d; j++) {
        points[i][j] = shift + scale * random.nextGaussian();
        scores[i][j] = -points[i][j];
      }
    }
    return SteinDiscrepancy.squared(points, scores, kernel);
  }

  @Test
  void exactDrawsHaveNone() {
    // The root is below posteriors' 0.013, 0.028, 0.074, which keep the bias of few points;
    // with a sign of the cross terms swapped it is 0.88, 0.94, 0.36.
    for (int d : new int[] {1, 2, 8}) {
      assertThat(squared(d, 0, 1, Kernel.gaussian(1))).isCloseTo(0, within(4e-3));
      assertThat(squared(d, 0, 1, Kernel.inverseMultiquadric(1))).isCloseTo(0, within(1e-2));
    }
  }

  @Test
  void aShiftHasTheClosedForm() {
    // E k₀ = |μ|² E k(x, x'), and x - x' is Normal(0, 2 I).
    for (int d : new int[] {1, 2}) {
      double h = 1.5;
      double expected = d * 0.8 * 0.8 * Math.pow(1 + 2 / (h * h), -d / 2.0);
      // 1500 draws move the mean by 0.026.
      assertThat(squared(d, 0.8, 1, Kernel.gaussian(h)))
          .isCloseTo(expected, within(4 * 2 * 0.026 * expected / 0.8));
    }
  }

  @Test
  void anotherWidthHasTheClosedForm() {
    // (1/s² - 1)² E x x' k(x, x'), by rotation to x + x' and x - x'.
    double s = 1.5;
    double spread = 1 + 2 * s * s;
    double mean = s * s / 2 * (1 / Math.sqrt(spread) - Math.pow(spread, -1.5));
    double expected = Math.pow(1 / (s * s) - 1, 2) * mean;
    assertThat(squared(1, 0, s, Kernel.gaussian(1))).isCloseTo(expected, within(0.15 * expected));
  }

  @Test
  void derivativesAreThoseOfFiniteDifferences() {
    for (Kernel kernel : new Kernel[] {Kernel.gaussian(0.7), Kernel.inverseMultiquadric(1.3)}) {
      double step = 1e-4;
      double[] low = kernel.at(0.9 - step);
      double[] high = kernel.at(0.9 + step);
      double[] at = kernel.at(0.9);
      assertThat((high[0] - low[0]) / 2 / step).isCloseTo(at[1], within(1e-7));
      assertThat((high[1] - low[1]) / 2 / step).isCloseTo(at[2], within(1e-7));
    }
  }

  @Test
  void wrongNumbersAreRefused() {
    Kernel kernel = Kernel.gaussian(1);
    assertThatThrownBy(() -> SteinDiscrepancy.squared(new double[1][2], new double[1][2], kernel))
        .hasMessageContaining("1 points with 1 gradients");
    assertThatThrownBy(() -> SteinDiscrepancy.squared(new double[2][2], new double[2][1], kernel))
        .hasMessageContaining("gradients of 1 and 1");
    assertThatThrownBy(() -> Kernel.gaussian(0)).hasMessageContaining("width = 0.0");
    assertThatThrownBy(() -> Kernel.inverseMultiquadric(-1)).hasMessageContaining("offset = -1.0");
  }
}
