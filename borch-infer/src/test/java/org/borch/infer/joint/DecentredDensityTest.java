package org.borch.infer.joint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.EightSchools;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecentredDensityTest {

  private static final Seed SEED = Seed.of(3);

  /** Coordinates of mu, tau, and the eight schools: effects or their standard parts. */
  private static final double[] POINT = {1.3, 0.4, 0.3, -0.2, 1.1, 0.7, -1.4, 0.1, 0.9, -0.5};

  private static Model<NDArray, NDArray> centred() {
    Module<NDArray, NDArray> schools =
        Module.of(
            (m, errors) -> {
              NDArray mu = m.rv("mu", normal(0, 5));
              NDArray tau = m.rv("tau", halfCauchy(5));
              Plate plate = m.plate("school", 8);
              NDArray theta = plate.rv("theta", normal(mu, tau));
              return plate.rv("y", normal(theta, errors));
            });
    return schools
        .on(BorchArray.of(15, 10, 16, 11, 9, 11, 10, 18))
        .observe("y", 28, 8, -3, 7, -1, 1, 18, 12);
  }

  private static double value(LogDensity density, double[] at) {
    return density.evaluator().valueAndGradient(at, new double[at.length]);
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void theDensityIsTheCentredOneAfterTheChangeOfVariables(BackEnd backEnd) {
    JointDensity density = JointDensity.of(centred().decentred("theta"), SEED).withBackEnd(backEnd);
    double logTau = POINT[1];
    double[] effects = POINT.clone();
    for (int i = 2; i < effects.length; i++) {
      effects[i] = POINT[0] + Math.exp(logTau) * POINT[i];
    }

    double expected = value(JointDensity.of(centred(), SEED), effects) + 8 * logTau;
    assertThat(value(density, POINT)).isCloseTo(expected, within(1e-10));
    assertThat(density.coordinates()).extracting("name").containsExactly("mu", "tau", "theta.z");
    assertThat(BorchArray.wrap(density.constrain(POINT).get("theta")).values())
        .containsExactly(Arrays.copyOfRange(effects, 2, 10), within(1e-13));
    assertThat(density.constrain(POINT)).containsOnlyKeys("mu", "tau", "theta");
  }

  @Test
  void itIsTheDensityOfTheModelWrittenByHand() {
    JointDensity byHand = JointDensity.of(EightSchools.observed(), SEED);
    JointDensity view = JointDensity.of(centred().decentred(), SEED);
    double[] expected = new double[10];
    double[] gradient = new double[10];

    double value = byHand.evaluator().valueAndGradient(POINT, expected);

    assertThat(view.evaluator().valueAndGradient(POINT, gradient)).isCloseTo(value, within(1e-10));
    assertThat(gradient).containsExactly(expected, within(1e-10));
  }

  @Test
  void nutsMovesTheStandardPartAndDrawsHaveTheVariable() {
    Draws draws = Infer.sample(centred().decentred("theta"), Nuts.defaults(), Seed.of(21));

    assertThat(draws.names()).containsExactly("mu", "tau", "theta");
    assertThat(draws.shape("theta")).isEqualTo(new Shape(8));
    assertThat(draws.stats().divergences()).isLessThan(20);
    // posteriordb, eight_schools_noncentered: mean, its error and sd of theta[1].
    double[][] theta = draws.element("theta", 0);
    double mean = Arrays.stream(theta).flatMapToDouble(Arrays::stream).average().orElseThrow();
    double error = 5.6159 / Math.sqrt(Ess.bulk(theta));
    assertThat(mean).isCloseTo(6.1505, within(4 * Math.hypot(error, 0.0557)));
  }

  @Test
  void viFitsTheStandardPart() {
    Model<NDArray, NDArray> model = centred().decentred("theta").withPosterior(normal());
    try (Fit fit = Infer.fit(model, Svi.defaults().withSteps(50), SEED)) {
      assertThat(fit.params().names()).contains("theta.z|loc");
      assertThat(fit.draws(3, SEED).names()).contains("theta", "theta.z");
      assertThat(fit.posteriorPredictive(3, SEED).shape("theta")).isEqualTo(new Shape(8));
    }
  }
}
