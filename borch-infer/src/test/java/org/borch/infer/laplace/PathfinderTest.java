package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.JointDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

/** Normal targets, whose approximation is exact, and densities without a mode. */
class PathfinderTest {

  private static final Seed SEED = Seed.of(4);

  /** N(m, P⁻¹) with standard deviations from 0.01 to 10, two of the coordinates correlated. */
  private static final double[] MEAN = {3, -50, 0.2, 7};

  private static final double[][] PRECISION = {
    {1 / 100.0, 0, 0, 0},
    {0, 4, 3.8e2, 0},
    {0, 3.8e2, 4e4, 0},
    {0, 0, 0, 1}
  };

  private static LogDensity target() {
    return LogDensity.of(
        4,
        () ->
            (at, gradient) -> {
              double sum = 0;
              for (int i = 0; i < 4; i++) {
                gradient[i] = 0;
                for (int j = 0; j < 4; j++) {
                  gradient[i] -= PRECISION[i][j] * (at[j] - MEAN[j]);
                }
                sum += 0.5 * gradient[i] * (at[i] - MEAN[i]);
              }
              return sum;
            });
  }

  @Test
  void aNormalDistributionIsFound() {
    NormalApproximation found = Pathfinder.defaults().approximate(target(), SEED).orElseThrow();
    // log of the integral: the bound of the exact distribution, in every draw
    double determinant = 0.01 * (4 * 4e4 - 3.8e2 * 3.8e2);
    double logEvidence = 2 * Math.log(2 * Math.PI) - 0.5 * Math.log(determinant);
    // the largest of some estimates of 20 draws each
    assertThat(found.elbo()).isCloseTo(logEvidence, within(0.3));
    double[][] lower = found.lower();
    double[] sds = found.deviations();
    for (int i = 0; i < 4; i++) {
      assertThat(found.centre()[i]).isCloseTo(MEAN[i], within(0.1 * sds[i]));
    }
    double covariance = 0;
    for (int k = 0; k <= 1; k++) {
      covariance += lower[1][k] * lower[2][k];
    }
    double block = 4 * 4e4 - 3.8e2 * 3.8e2;
    assertThat(covariance).isCloseTo(-3.8e2 / block, within(0.1 * 3.8e2 / block));
    assertThat(sds[0]).isCloseTo(10, within(1.0));
  }

  @Test
  void aSeedDecidesAllOfIt() {
    assertThat(Pathfinder.defaults().approximate(target(), SEED).orElseThrow().centre())
        .isEqualTo(Pathfinder.defaults().approximate(target(), SEED).orElseThrow().centre());
  }

  /** The density of the coordinates rises without end as tau goes to 0. */
  @Test
  void aHierarchyWithoutModeHasAnApproximationBeforeItsEdge() {
    Module<NDArray, NDArray> centred =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate schools = m.plate("school", 8);
              return schools.rv("y", normal(schools.rv("theta", normal(mu, tau)), errors));
            });
    Model<?, ?> model =
        centred
            .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
            .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
    JointDensity schools = JointDensity.of(model, SEED);
    Optional<NormalApproximation> found = Pathfinder.defaults().approximate(schools, SEED);
    // The log evidence is about -31.3, the bound of the best normal -32.6.
    assertThat(found.orElseThrow().elbo()).isBetween(-45.0, -31.3);
  }

  @Test
  void nothingIsFoundWhereNoStartIsFinite() {
    LogDensity nowhere = LogDensity.of(1, () -> (at, gradient) -> Double.NEGATIVE_INFINITY);
    assertThat(Pathfinder.defaults().approximate(nowhere, SEED)).isEmpty();
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> Pathfinder.defaults().withPaths(0)).hasMessageContaining("paths = 0");
    assertThatThrownBy(() -> Pathfinder.defaults().withDraws(0)).hasMessageContaining("draws = 0");
  }
}
