package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.Start;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains that start where the density is next to nothing, and starts that will not do. */
class FarStartTest {

  private static final Seed SEED = Seed.of(20261121);
  private static final int LENGTH = 200;

  static List<Sampler> samplers() {
    return List.of(Nuts.defaults(), Hmc.defaults(), Slice.defaults(), RandomWalk.defaults());
  }

  /**
   * An ARMA(1,1) process, y[t] = mu + phi y[t-1] + theta e[t-1] + e[t] with e ~ N(0, exp(s)²) and
   * priors N(0, 1) on all four: its errors explode where |theta| > 1.
   */
  private static LogDensity arma() {
    double[] y = series();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    List.of("mu", "phi", "theta", "s").forEach(name -> shapes.put(name, new Shape()));
    return LogDensity.of(shapes, () -> (at, gradient) -> arma(y, at, gradient));
  }

  private static double[] series() {
    NoiseReader noise = new NoiseReader(Key.of(3));
    double[] e = new double[LENGTH];
    noise.normal(e);
    double[] y = new double[LENGTH];
    for (int t = 1; t < LENGTH; t++) {
      y[t] = 0.2 + 0.5 * y[t - 1] + 0.3 * e[t - 1] + e[t];
    }
    return y;
  }

  private static double arma(double[] y, double[] at, double[] gradient) {
    double precision = Math.exp(-2 * at[3]);
    double value = 0;
    for (int i = 0; i < 4; i++) {
      value -= 0.5 * at[i] * at[i];
      gradient[i] = -at[i];
    }
    double error = 0;
    double[] slope = new double[3];
    for (int t = 1; t < y.length; t++) {
      double before = error;
      error = y[t] - at[0] - at[1] * y[t - 1] - at[2] * before;
      slope[0] = -1 - at[2] * slope[0];
      slope[1] = -y[t - 1] - at[2] * slope[1];
      slope[2] = -before - at[2] * slope[2];
      value -= 0.5 * error * error * precision + at[3];
      for (int i = 0; i < 3; i++) {
        gradient[i] -= error * slope[i] * precision;
      }
      gradient[3] += error * error * precision - 1;
    }
    return value;
  }

  private static Sampler brief(Sampler sampler, Start start) {
    return sampler.with(
        run ->
            run.withChains(3)
                .withThreads(1)
                .withWarmup(300)
                .withDraws(100)
                .withProgress(false)
                .withStart(start));
  }

  private static Start third(double... point) {
    Start near = Start.at(0.2, 0.5, 0.3, 0);
    return Start.each(List.of(near, near, Start.at(point)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aChainThatStartsFarAwayEndsNoneOfTheOthers(Sampler sampler) {
    LogDensity density = arma();
    double[] far = {0, 0, -1.64, 0};
    assertThat(density.evaluator().value(far)).isBetween(-1e90, -1e84);
    Chains chains = brief(sampler, third(far)).sample(density, SEED);
    Chains without = brief(sampler, third(0.2, 0.5, 0.3, 0)).sample(density, SEED);

    for (int chain = 0; chain < 2; chain++) {
      assertThat(chains.positions()[chain]).isDeepEqualTo(without.positions()[chain]);
    }
    assertThat(chains.info(2, 99).get(Info.LOG_DENSITY)).isFinite();
  }

  /** Within 10 of the other chains' log density, which varies by some 1.5. */
  @ParameterizedTest
  @MethodSource("samplers")
  void aStartThatIsFarAwayIsDrawnAgain(Sampler sampler) {
    AtomicInteger asked = new AtomicInteger();
    Start second =
        (density, chain, key) ->
            new double[] {0.2, 0.5, asked.getAndIncrement() == 0 ? -1.64 : 0.3, 0};
    Chains chains = brief(sampler, second).sample(arma(), SEED);
    if (isHamiltonian(sampler)) {
      assertThat(asked.get()).isEqualTo(4);
      assertThat(chains.info(0, 99).get(Info.LOG_DENSITY))
          .isGreaterThan(chains.info(1, 99).get(Info.LOG_DENSITY) - 10);
    }
  }

  /** Without gradients a short move in a lucky direction may be taken from anywhere. */
  private static boolean isHamiltonian(Sampler sampler) {
    return sampler instanceof Nuts || sampler instanceof Hmc;
  }

  @Test
  void aSearchForTheModeFromFarAwayComesToOne() {
    Lbfgs search = Lbfgs.defaults().withStart(Start.at(0, 0, -1.64, 0));
    assertThat(search.mode(arma(), SEED).isConverged()).isTrue();
  }

  /** A normal density with a spike at 5: no step from there is accepted that moves the point. */
  private static LogDensity spike() {
    return LogDensity.of(
        Map.of("x", new Shape()),
        () ->
            (at, gradient) -> {
              gradient[0] = -at[0];
              return at[0] == 5 ? 1e6 : -0.5 * at[0] * at[0];
            });
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aStartWithoutStepSizeIsDrawnAgain(Sampler sampler) {
    AtomicInteger asked = new AtomicInteger();
    Start second = (density, chain, key) -> new double[] {asked.getAndIncrement() == 0 ? 5 : 0.5};
    Chains chains = brief(sampler, second).sample(spike(), SEED);
    assertThat(asked.get()).isEqualTo(4);
    double[] all = Arrays.stream(chains.coordinate(0)).flatMapToDouble(Arrays::stream).toArray();
    assertThat(Arrays.stream(all).map(Math::abs).max().orElseThrow()).isLessThan(5);
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aGivenStartWithoutStepSizeIsAnErrorThatNamesTheChain(Sampler sampler) {
    Start middle = Start.each(List.of(Start.at(0), Start.at(5), Start.at(0)));
    assertThatThrownBy(() -> brief(sampler, middle).sample(spike(), SEED))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("chain 1: step size: ")
        .hasMessageContaining("does not move");
  }

  @Test
  void aFlatDensityIsSaidOnceWithTheChain() {
    LogDensity flat = LogDensity.of(Map.of("x", new Shape()), () -> (at, gradient) -> 0);
    assertThatThrownBy(() -> brief(Nuts.defaults(), Start.uniform()).sample(flat, SEED))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageStartingWith("chain 0: step size: even")
        .hasMessageContaining("improper");
  }

  @Test
  void aStartWithAnInfiniteGradientIsDrawnAgain() {
    AtomicInteger asked = new AtomicInteger();
    Start second = (density, chain, key) -> new double[] {asked.getAndIncrement() == 0 ? 0 : 0.5};
    LogDensity kink =
        LogDensity.of(
            Map.of("x", new Shape()),
            () ->
                (at, gradient) -> {
                  gradient[0] = at[0] == 0 ? Double.POSITIVE_INFINITY : -at[0];
                  return -0.5 * at[0] * at[0];
                });
    assertThat(brief(Nuts.defaults(), second).sample(kink, SEED).draws()).isEqualTo(100);
    assertThat(asked.get()).isEqualTo(4);
  }
}
