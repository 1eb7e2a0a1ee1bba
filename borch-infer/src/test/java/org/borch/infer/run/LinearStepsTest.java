package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The laws that {@link ConformanceTest} asks for, against closed forms. */
class LinearStepsTest {

  private static double variance(Contract.Stationary law, double h, double v) {
    return law.covariance(new double[][] {{1 / v}}, new double[1][1], h, 1)[0][0] / v;
  }

  @Test
  void eulersStepsHaveTheRatiosOfTheLyapunovEquation() {
    // reference/posteriors.md, section 3.4: σ = α = 1 and unit variance.
    double[][] ratios = {{0.01, 1.010}, {0.05, 1.053}, {0.1, 1.114}, {0.2, 1.264}, {0.5, 2.15}};
    for (double[] each : ratios) {
      Underdampeds steps = new Underdampeds(each[0], 1);
      assertThat(variance(steps.euler(), each[0] * each[0], 1)).isCloseTo(each[1], within(4e-3));
    }
  }

  @Test
  void splittingsHaveTheirOwnOnes() {
    for (double stepSize : new double[] {0.1, 0.5, 0.9}) {
      Underdampeds steps = new Underdampeds(stepSize, 1.3);
      double h = stepSize * stepSize;
      assertThat(variance(steps.baoa(), h, 0.7)).isCloseTo(1, within(1e-9));
      assertThat(variance(steps.obabo(), h, 0.7)).isCloseTo(1 / (1 - h / 4 / 0.7), within(1e-9));
      assertThat(variance(Langevin::covariance, h, 0.7))
          .isCloseTo(1 / (1 - h / 4 / 0.7), within(1e-9));
    }
  }
}
