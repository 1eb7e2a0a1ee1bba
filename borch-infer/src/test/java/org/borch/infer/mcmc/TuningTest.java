package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.infer.LogDensity;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What warm-up finds out for each sampler, and that draws depend on it in cost alone. */
class TuningTest {

  private static final Seed SEED = Seed.of(20261121);

  static List<Sampler> samplers() {
    return List.of(Nuts.defaults(), Hmc.defaults(), Slice.defaults(), RandomWalk.defaults());
  }

  private static double acceptance(String name, double target) {
    Sampler sampler =
        samplers().stream()
            .filter(each -> each.getClass().getSimpleName().equals(name))
            .findFirst()
            .orElseThrow();
    Chains chains =
        sampler
            .with(run -> run.withTargetAcceptance(target))
            .sample(Known.gaussian(5, 10).density(), SEED);
    return IntStream.range(0, chains.chains())
        .mapToObj(chains::infos)
        .flatMap(List::stream)
        .mapToDouble(Info::acceptance)
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"Slice, 0.3", "Slice, 0.5", "RandomWalk, 0.234", "RandomWalk, 0.44"})
  void theTargetAcceptanceIsReached(String sampler, double target) {
    assertThat(acceptance(sampler, target)).isCloseTo(target, within(0.05));
  }

  /**
   * The acceptance of trajectories falls steeply at the integrator's limit, so that the mean of the
   * step sizes' logarithms, which Stan keeps too, is shorter than the step of the mean acceptance.
   */
  @ParameterizedTest
  @CsvSource({"Nuts, 0.6", "Nuts, 0.8", "Nuts, 0.95", "Hmc, 0.65", "Hmc, 0.8", "Hmc, 0.95"})
  void theTargetAcceptanceOfTrajectoriesIsReachedFromAbove(String sampler, double target) {
    assertThat(acceptance(sampler, target)).isBetween(target - 0.05, target + 0.25);
  }

  @ParameterizedTest
  @CsvSource({"Nuts", "Hmc"})
  void aHigherTargetMeansAHigherAcceptance(String sampler) {
    assertThat(acceptance(sampler, 0.6)).isLessThan(acceptance(sampler, 0.8) - 0.03);
    assertThat(acceptance(sampler, 0.8)).isLessThan(acceptance(sampler, 0.99) - 0.03);
  }

  static List<Arguments> fixedStepSizes() {
    double[][] stepSizes = {{0.2, 0.8}, {0.2, 0.8}, {0.5, 8}, {0.7, 2}};
    return IntStream.range(0, stepSizes.length)
        .mapToObj(i -> Arguments.of(samplers().get(i), stepSizes[i]))
        .toList();
  }

  /** Of ninety numbers one may be beyond 4 standard errors by chance. */
  @ParameterizedTest
  @MethodSource("fixedStepSizes")
  void drawsHaveTheSameLawWithAnyTuning(Sampler sampler, double[] stepSizes) {
    Known gaussian = Known.gaussian(3, 10);
    List<Metric> metrics =
        List.of(
            Metric.diagonal(1, 1, 1),
            Metric.diagonal(10, 0.5, 2),
            Metric.dense(Targets.rotated(3, 10, 1)));
    List<Known.Score> scores = new ArrayList<>();
    for (double stepSize : stepSizes) {
      for (Metric metric : metrics) {
        Tuning tuning = new Tuning(stepSize, metric);
        Chains chains =
            sampler
                .with(
                    run ->
                        run.withWarmup(0)
                            .withTunings(List.of(tuning))
                            .withDraws(2000)
                            .withStart(Start.at(1, -1, 0.5)))
                .sample(gaussian.density(), SEED);
        assertThat(chains.tunings()).containsOnly(tuning);
        scores.addAll(gaussian.scores(chains));
      }
    }
    assertThat(scores).hasSize(90).allMatch(score -> Math.abs(score.error()) < 5);
    assertThat(scores.stream().filter(score -> Math.abs(score.error()) > 4)).hasSizeLessThan(2);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void theMetricIsThePosteriorsCovariance(Sampler sampler) {
    double[][] covariance = Targets.rotated(3, 100, 1);
    Chains chains =
        sampler
            .with(run -> run.withMetric(Metric.Form.DENSE))
            .sample(Known.gaussian(3, 100).density(), SEED);
    for (Tuning tuning : chains.tunings()) {
      double[] variances = tuning.metric().variances();
      for (int i = 0; i < 3; i++) {
        // Of the last window's 500 draws at least a third count: sd of a variance sqrt(2 / 167).
        assertThat(variances[i] / covariance[i][i]).isCloseTo(1, within(4 * Math.sqrt(2.0 / 167)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void anEarlierRunsTuningIsUsedAgain(Sampler sampler) {
    LogDensity density = Known.gaussian(3, 100).density();
    Sampler brief = sampler.with(run -> run.withWarmup(150).withDraws(10));
    Chains first = brief.sample(density, SEED);
    Chains again =
        brief
            .with(run -> run.withWarmup(0).withTunings(first.tunings()))
            .sample(density, Seed.of(1));

    assertThat(again.tunings()).isEqualTo(first.tunings());
    for (int chain = 0; chain < 4; chain++) {
      double stepSize = first.tunings().get(chain).stepSize();
      assertThat(again.infos(chain)).allMatch(info -> info.stepSize() == stepSize);
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void anImproperPosteriorIsNoticed(Sampler sampler) {
    LogDensity flat = LogDensity.of(2, at -> at.mul(BorchArray.of(0, 0)).sum());

    assertThatThrownBy(() -> sampler.sample(flat, SEED))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("improper");
  }
}
