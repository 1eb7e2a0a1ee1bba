package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LeapfrogTest {

  private static final Metric METRIC = Metric.dense(new double[][] {{0.8, 0.3}, {0.3, 0.5}});
  private static final double[] START = {0.7, -0.2, 0.9, -1.1}; // positions, then momenta

  private final Leapfrog leapfrog = new Leapfrog(Targets::banana);

  private Phase at(double... coordinates) {
    Phase point = new Phase(2);
    point.setPosition(leapfrog.at(new double[] {coordinates[0], coordinates[1]}));
    point.momentum[0] = coordinates[2];
    point.momentum[1] = coordinates[3];
    point.setVelocity(METRIC);
    return point;
  }

  private double[] after(int steps, double stepSize, double... coordinates) {
    Phase point = at(coordinates);
    for (int i = 0; i < steps; i++) {
      leapfrog.advance(point, point, METRIC, stepSize);
    }
    return new double[] {
      point.position[0], point.position[1], point.momentum[0], point.momentum[1]
    };
  }

  @Test
  void theWayBackLeadsToTheStart() {
    assertThat(after(40, -0.1, after(40, 0.1, START))).containsExactly(START, within(1e-12));

    double[] end = after(40, 0.1, START);
    double[] turned = after(40, 0.1, end[0], end[1], -end[2], -end[3]);
    assertThat(turned)
        .containsExactly(new double[] {START[0], START[1], -START[2], -START[3]}, within(1e-12));
  }

  @Test
  void theVelocityStaysTheInverseMassTimesTheMomentum() {
    Phase point = at(START);
    double[] expected = new double[2];
    for (int i = 0; i < 1000; i++) {
      leapfrog.advance(point, point, METRIC, 0.1);
    }
    METRIC.velocity(point.momentum, expected);

    assertThat(point.velocity).containsExactly(expected, within(1e-12));
  }

  @Test
  void itsDerivativeIsSymplectic() {
    double h = 1e-5;
    double[][] jacobian = new double[4][4]; // [output][input]
    for (int j = 0; j < 4; j++) {
      double[] up = START.clone();
      double[] down = START.clone();
      up[j] += h;
      down[j] -= h;
      double[] above = after(5, 0.2, up);
      double[] below = after(5, 0.2, down);
      for (int i = 0; i < 4; i++) {
        jacobian[i][j] = (above[i] - below[i]) / (2 * h);
      }
    }
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        double form = 0; // (Jᵀ Ω J)[a][b], Ω pairs each position with its momentum
        for (int i = 0; i < 2; i++) {
          form += jacobian[i][a] * jacobian[i + 2][b] - jacobian[i + 2][a] * jacobian[i][b];
        }
        double expected = b == a + 2 ? 1 : a == b + 2 ? -1 : 0;
        // Third derivatives of the map are of order 100: the differences are right to 100 h² / 6.
        assertThat(form).isCloseTo(expected, within(1e-7));
      }
    }
  }

  @Test
  void theEnergyErrorIsOfSecondOrder() {
    double coarse = energyError(50, 0.02);
    double fine = energyError(100, 0.01);
    double finest = energyError(200, 0.005);

    assertThat(coarse / fine).isCloseTo(4, within(0.1));
    assertThat(fine / finest).isCloseTo(4, within(0.03));
  }

  private double energyError(int steps, double stepSize) {
    Phase point = at(START);
    double before = point.energy();
    for (int i = 0; i < steps; i++) {
      leapfrog.advance(point, point, METRIC, stepSize);
    }
    return point.energy() - before;
  }

  @Test
  void anUndefinedDensityHasInfiniteEnergy() {
    Phase point = new Phase(1);
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1 / 0.0}) {
      point.logDensity = value;
      assertThat(point.energy()).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }
}
