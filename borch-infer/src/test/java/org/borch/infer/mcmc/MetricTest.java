package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricTest {

  private static final double[][] MATRIX = {{2, 0.6, -0.3}, {0.6, 1, 0.2}, {-0.3, 0.2, 0.7}};

  @Test
  void momentaHaveTheInverseOfTheInverseMassAsCovariance() {
    for (Metric metric : new Metric[] {Metric.dense(MATRIX), Metric.diagonal(2, 0.3, 5)}) {
      // With p = A z the covariance is A Aᵀ; times M⁻¹ that is the identity.
      double[][] columns = new double[3][3];
      for (int j = 0; j < 3; j++) {
        columns[j][j] = 1;
        metric.toMomentum(columns[j]);
      }
      for (int i = 0; i < 3; i++) {
        double[] covariance = new double[3];
        for (double[] column : columns) {
          for (int k = 0; k < 3; k++) {
            covariance[k] += column[i] * column[k];
          }
        }
        double[] product = new double[3];
        metric.velocity(covariance, product);
        double[] unit = new double[3];
        unit[i] = 1;
        assertThat(product).containsExactly(unit, within(1e-14));
      }
    }
  }

  @Test
  void displacementsHaveTheInverseMassAsCovariance() {
    for (Metric metric : new Metric[] {Metric.dense(MATRIX), Metric.diagonal(2, 0.3, 5)}) {
      double[][] covariance = new double[3][3]; // of B z: the sum over columns of b bᵀ
      for (int k = 0; k < 3; k++) {
        double[] column = new double[3];
        column[k] = 1;
        metric.toDisplacement(column);
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            covariance[i][j] += column[i] * column[j];
          }
        }
      }
      for (int i = 0; i < 3; i++) {
        assertThat(covariance[i]).containsExactly(metric.inverseMass()[i], within(1e-14));
      }
    }
  }

  @Test
  void velocityIsTheInverseMassTimesTheMomentum() {
    double[] velocity = new double[3];
    Metric.dense(MATRIX).velocity(new double[] {1, 2, 3}, velocity);
    assertThat(velocity).containsExactly(new double[] {2.3, 3.2, 2.2}, within(1e-15));

    Metric.diagonal(2, 3, 4).velocity(new double[] {1, 2, 3}, velocity);
    assertThat(velocity).containsExactly(2, 6, 12);
  }

  @Test
  void kineticEnergyIsHalfTheProductOfMomentumAndVelocity() {
    Phase point = new Phase(3);
    System.arraycopy(new double[] {1, 2, 3}, 0, point.momentum, 0, 3);
    point.setVelocity(Metric.dense(MATRIX));
    assertThat(point.kinetic).isCloseTo(0.5 * (2.3 + 6.4 + 6.6), within(1e-14));
  }

  @Test
  void nothingIsSharedWithTheCaller() {
    double[][] given = Arrays.stream(MATRIX).map(double[]::clone).toArray(double[][]::new);
    Metric metric = Metric.dense(given);
    given[0][0] = 9;
    metric.inverseMass()[0][0] = 9;
    assertThat(metric).isEqualTo(Metric.dense(MATRIX)).hasSameHashCodeAs(Metric.dense(MATRIX));
    assertThat(metric.variances()).containsExactly(2, 1, 0.7);
  }

  @Test
  void whatIsNoCovarianceIsRefused() {
    assertThatThrownBy(() -> Metric.diagonal(1, -2)).hasMessageContaining("coordinate 1 = -2.0");
    assertThatThrownBy(() -> Metric.dense(new double[][] {{1, 2}, {2, 1}}))
        .hasMessageContaining("pivot 1 is -3.0");
    assertThatThrownBy(() -> Metric.dense(new double[][] {{1, 0.5}, {0.4, 1}}))
        .hasMessageContaining("(1, 0) = 0.4");
    assertThatThrownBy(() -> Metric.dense(new double[][] {{1, 0.5}})).hasMessageContaining("row 0");
  }

  /** Sizes with and without a rest beside the four columns that are multiplied at a time. */
  @Test
  void aDenseVelocityIsTheMatrixTimesTheMomentum() {
    for (int n = 1; n <= 9; n++) {
      double[][] matrix = Targets.rotated(n, 10, 1);
      double[] momentum = new double[n];
      double[] expected = new double[n];
      for (int j = 0; j < n; j++) {
        momentum[j] = Math.cos(j);
        for (int i = 0; i < n; i++) {
          expected[i] += matrix[i][j] * momentum[j];
        }
      }
      double[] velocity = new double[n];
      Metric.dense(matrix).velocity(momentum, velocity);
      assertThat(velocity).containsExactly(expected, within(1e-13));
    }
  }
}
