package org.borch.infer.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.infer.laplace.LinearNet.ALL;
import static org.borch.infer.laplace.LinearNet.BIASES;
import static org.borch.infer.laplace.LinearNet.D;
import static org.borch.infer.laplace.LinearNet.NOISE;
import static org.borch.infer.laplace.LinearNet.WEIGHTS;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.borch.infer.laplace.LaplacePosterior.Centre;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The marginal likelihood of a linear network, whose closed form is that of its observations. */
class PrecisionTuningTest {

  private static final LinearNet NET = new LinearNet();
  private static final double[] PRIORS = LinearNet.priors(WEIGHTS, BIASES);

  static Stream<BatchLaplace> exact() {
    return BatchLaplaceTest.exact();
  }

  private static LaplacePosterior posterior(BatchLaplace settings, NDArray at) {
    BatchLaplaceSteps steps = settings.on(NET.density(), at);
    return steps.posterior(steps.update(steps.init(), NET.data(ALL), Key.of(0)).state());
  }

  @ParameterizedTest
  @MethodSource("exact")
  void theMarginalLikelihoodIsExact(BatchLaplace settings) {
    double exact = NET.logEvidence(NOISE, PRIORS);
    LaplacePosterior atMode = posterior(settings, BorchArray.of(NET.mode(NOISE, PRIORS)));
    assertThat(atMode.logEvidence()).isCloseTo(exact, within(1e-8));
    LaplacePosterior anywhere = posterior(settings, LinearNet.some(3));
    assertThat(anywhere.logEvidence(Centre.OPTIMUM)).isCloseTo(exact, within(1e-8));
    assertThat(anywhere.logEvidence()).isLessThan(exact - 1);
    // It is that at temperature 1, whatever the belief's.
    assertThat(
            posterior(settings.withTemperature(3), LinearNet.some(3)).logEvidence(Centre.OPTIMUM))
        .isCloseTo(exact, within(1e-8));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void otherPriorsAndAnotherNoiseAreExactToo(BatchLaplace settings) {
    LaplacePosterior posterior = posterior(settings, LinearNet.some(3));
    double prior = posterior.withNormalPrior(0.7).logEvidence(Centre.OPTIMUM);
    assertThat(prior).isCloseTo(NET.logEvidence(NOISE, LinearNet.priors(0.7, 0.7)), within(1e-8));
    double both =
        posterior
            .withNormalPrior(Map.of("line.weight", 3.0, "line.bias", 0.2))
            .withNoise(NOISE, 0.9)
            .logEvidence(Centre.OPTIMUM);
    assertThat(both).isCloseTo(NET.logEvidence(0.9, LinearNet.priors(3, 0.2)), within(1e-8));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void tuningFindsTheLargestMarginalLikelihood(BatchLaplace settings) {
    LaplacePosterior posterior = posterior(settings, LinearNet.some(3));
    PrecisionTuning tuning =
        PrecisionTuning.defaults().withCentre(Centre.OPTIMUM).withTolerance(1e-10);
    TunedLaplace one = posterior.tuned(tuning);
    double alpha = one.precisions().get("line.weight");
    assertThat(one.converged()).isTrue();
    assertThat(one.precisions().get("line.bias")).isEqualTo(alpha);
    assertThat(one.noise()).isNaN();
    assertThat(slope(log -> NET.logEvidence(NOISE, all(Math.exp(log))), Math.log(alpha)))
        .isCloseTo(0, within(1e-5));
    TunedLaplace each =
        posterior.tuned(
            tuning.withGroups(PrecisionTuning.Groups.PARAMETERS).withDeclaredNoise(NOISE));
    double w = each.precisions().get("line.weight");
    double b = each.precisions().get("line.bias");
    double noise = each.noise();
    assertThat(each.converged()).isTrue();
    assertThat(slope(x -> evidence(noise, Math.exp(x), b), Math.log(w))).isCloseTo(0, within(1e-5));
    assertThat(slope(x -> evidence(noise, w, Math.exp(x)), Math.log(b))).isCloseTo(0, within(1e-5));
    assertThat(slope(x -> evidence(Math.exp(x), w, b), Math.log(noise))).isCloseTo(0, within(1e-5));
    assertThat(each.logEvidence()).isCloseTo(evidence(noise, w, b), within(1e-8));
    assertThat(each.posterior().belief().covariance().size()).isEqualTo((long) D * D);
  }

  private static double[] all(double precision) {
    return LinearNet.priors(precision, precision);
  }

  private static double evidence(double noise, double weights, double biases) {
    return NET.logEvidence(noise, LinearNet.priors(weights, biases));
  }

  private static double slope(DoubleUnaryOperator function, double at) {
    double step = 1e-4;
    return (function.applyAsDouble(at + step) - function.applyAsDouble(at - step)) / (2 * step);
  }

  /** With the point as the mode, what is largest is the estimate itself. */
  @Test
  void tuningAtAPointFindsTheLargestEstimate() {
    LaplacePosterior posterior =
        posterior(
            BatchLaplaceTest.exact().findFirst().orElseThrow(),
            BorchArray.of(NET.mode(NOISE, PRIORS)));
    TunedLaplace tuned =
        posterior.tuned(
            PrecisionTuning.defaults()
                .withGroups(PrecisionTuning.Groups.LAYERS)
                .withDeclaredNoise(NOISE)
                .withTolerance(1e-10));
    double alpha = tuned.precisions().get("line.weight");
    LaplacePosterior noisy = posterior.withNoise(NOISE, tuned.noise());
    assertThat(slope(x -> noisy.withNormalPrior(Math.exp(x)).logEvidence(), Math.log(alpha)))
        .isCloseTo(0, within(1e-5));
    LaplacePosterior prior = posterior.withNormalPrior(alpha);
    assertThat(
            slope(x -> prior.withNoise(NOISE, Math.exp(x)).logEvidence(), Math.log(tuned.noise())))
        .isCloseTo(0, within(1e-5));
    assertThat(tuned.precisions().get("line.bias")).isEqualTo(alpha);
    assertThat(posterior.tuned(PrecisionTuning.defaults().withMaxIterations(1)).converged())
        .isFalse();
  }

  @Test
  void groupsAreAllOrNamesUpToADot() {
    PrecisionTuning layers = PrecisionTuning.defaults().withGroups(PrecisionTuning.Groups.LAYERS);
    assertThat(layers.group("a.b.weight")).isEqualTo("a.b");
    assertThat(layers.group("gain")).isEqualTo("gain");
    assertThat(PrecisionTuning.defaults().group("a.b.weight")).isEqualTo("all");
    assertThat(layers.withGroups(PrecisionTuning.Groups.PARAMETERS).group("a.b")).isEqualTo("a.b");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    PrecisionTuning tuning = PrecisionTuning.defaults();
    requireRefused(() -> tuning.withDeclaredNoise(-1), "declaredNoise = -1.0");
    requireRefused(() -> tuning.withMaxIterations(0), "maxIterations = 0");
    requireRefused(() -> tuning.withTolerance(0), "tolerance = 0.0");
    LaplacePosterior posterior = posterior(BatchLaplace.defaults(), LinearNet.some(3));
    requireRefused(() -> posterior.withNormalPrior(-1), "line.bias: prior precision -1.0");
    requireRefused(() -> posterior.withNormalPrior(Map.of()), "line.bias: prior precision null");
    requireRefused(() -> posterior.withNoise(1, 0), "noise of deviation 0.0");
  }

  private static void requireRefused(Runnable setting, String message) {
    assertThatThrownBy(setting::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
