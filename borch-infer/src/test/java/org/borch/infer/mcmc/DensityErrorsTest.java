package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.borch.infer.LogDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a chain does where the density is not defined, and when it throws. */
class DensityErrorsTest {

  private static final double EDGE = -0.5;
  private static final Seed SEED = Seed.of(20261121);
  private static final LogDensity NORMAL = Targets.gaussian(new double[][] {{1}});

  /** The mean of a standard normal number above the edge: φ / (1 - Φ). */
  private static double meanAboveTheEdge() {
    NormalDistribution normal = new NormalDistribution(0, 1);
    return normal.density(EDGE) / (1 - normal.cumulativeProbability(EDGE));
  }

  static List<Sampler> samplers() {
    return List.of(Nuts.defaults(), Hmc.defaults(), Slice.defaults(), RandomWalk.defaults());
  }

  static List<Sampler> gradientSamplers() {
    return samplers().subList(0, 2);
  }

  private static UnaryOperator<LogDensity.Evaluator> belowTheEdge(double value) {
    return density ->
        (at, gradient) -> {
          double inside = density.valueAndGradient(at, gradient);
          return at[0] < EDGE ? value : inside;
        };
  }

  /** Such points have no probability: the draws are those of the density above the edge. */
  @ParameterizedTest
  @MethodSource("samplers")
  void aPointWithoutDensityIsNeverTaken(Sampler sampler) {
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1 / 0.0}) {
      Chains chains = new Wrapped(sampler, belowTheEdge(value)).sample(NORMAL, SEED);
      double[][] draws = chains.coordinate(0);
      double[] all = Arrays.stream(draws).flatMapToDouble(Arrays::stream).toArray();

      assertThat(Arrays.stream(all).min().orElseThrow()).isGreaterThanOrEqualTo(EDGE);
      assertThat(Arrays.stream(all).average().orElseThrow())
          .isCloseTo(meanAboveTheEdge(), within(4 * Mcse.mean(draws)));
      assertThat(chains.infos(0))
          .allMatch(info -> Double.isFinite(info.logDensity()))
          .allMatch(info -> info.acceptance() >= 0 && info.acceptance() <= 1);
    }
  }

  /** As in Stan: the energy there is infinite. */
  @ParameterizedTest
  @MethodSource("gradientSamplers")
  void aTrajectoryThatMeetsSuchAPointIsDivergent(Sampler sampler) {
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1 / 0.0}) {
      Chains chains = new Wrapped(sampler, belowTheEdge(value)).sample(NORMAL, SEED);
      assertThat(chains.divergences()).isGreaterThan(100);
      assertThat(chains.infos(0)).allMatch(info -> Double.isFinite(info.energy()));
    }
  }

  @ParameterizedTest
  @MethodSource("gradientSamplers")
  void anUndefinedGradientIsDivergentToo(Sampler sampler) {
    UnaryOperator<LogDensity.Evaluator> change =
        density ->
            (at, gradient) -> {
              double value = density.valueAndGradient(at, gradient);
              gradient[0] = at[0] < EDGE ? Double.NaN : gradient[0];
              return value;
            };
    Chains chains = new Wrapped(sampler, change).sample(NORMAL, SEED);

    assertThat(chains.divergences()).isGreaterThan(100);
    double[] draws = Arrays.stream(chains.coordinate(0)).flatMapToDouble(Arrays::stream).toArray();
    assertThat(Arrays.stream(draws).min().orElseThrow()).isGreaterThanOrEqualTo(EDGE);
  }

  @Test
  void aTrajectoryEndsAtThePointThatHasNoDensity() {
    AtomicInteger evaluations = new AtomicInteger();
    LogDensity.Evaluator nowhere =
        (at, gradient) -> evaluations.getAndIncrement() == 0 ? 0 : Double.NaN;
    Kernel kernel = Nuts.defaults().kernel(1, nowhere);
    State state = kernel.init(0.3);
    Kernel.Transition step = kernel.step(state, new Tuning(0.1, Metric.diagonal(1)), Key.of(1));

    assertThat(evaluations.get()).isEqualTo(2);
    assertThat(step.state().position()).containsExactly(0.3);
    assertThat(step.info().divergent()).isTrue();
    assertThat(step.info().acceptance()).isZero();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void anExceptionInTheDensityEndsTheRunAndIsPassedOn(Sampler sampler) {
    IllegalStateException failure = new IllegalStateException("no density today");
    AtomicInteger evaluations = new AtomicInteger();
    UnaryOperator<LogDensity.Evaluator> change =
        density ->
            (at, gradient) -> {
              if (evaluations.incrementAndGet() > 5000) {
                throw failure;
              }
              return density.valueAndGradient(at, gradient);
            };

    assertThatThrownBy(() -> new Wrapped(sampler, change).sample(NORMAL, SEED)).isSameAs(failure);
  }

  /** Metropolis and slice sampling ask for no gradient and no continuity. */
  @Test
  void aDensityWithJumpsIsSampledWithoutGradients() {
    UnaryOperator<LogDensity.Evaluator> box =
        density ->
            (at, gradient) ->
                at[0] < -1 || at[0] > 2 ? Double.NEGATIVE_INFINITY : Math.floor(at[0]);
    // Of densities e⁻¹, 1 and e on (-1, 0), (0, 1) and (1, 2).
    double total = Math.exp(-1) + 1 + Math.E;
    double mean = (-0.5 * Math.exp(-1) + 0.5 + 1.5 * Math.E) / total;
    for (Sampler sampler : List.of(Slice.defaults(), RandomWalk.defaults())) {
      double[][] draws = new Wrapped(sampler, box).sample(NORMAL, SEED).coordinate(0);
      assertThat(Arrays.stream(draws).flatMapToDouble(Arrays::stream).average().orElseThrow())
          .isCloseTo(mean, within(4 * Mcse.mean(draws)));
    }
  }
}
