package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.borch.infer.density.LogDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.diagnostics.RHat;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long steps that are halved where they must be, on posteriors whose scale changes. */
class WalnutsTest {

  private static final Seed SEED = Seed.of(20261201);
  private static final Walnuts WALNUTS = Walnuts.defaults().with(run -> run.withProgress(false));

  /** A coordinate of a target with its exact mean and standard deviation. */
  private record Exact(LogDensity density, int coordinate, double mean, double sd) {

    Chains chains(Sampler sampler, int draws) {
      return sampler.with(run -> run.withDraws(draws)).sample(density, SEED);
    }

    /** How many standard errors the worse of mean and standard deviation is off. */
    double worst(Chains chains) {
      double[][] x = chains.coordinate(coordinate);
      double[] all = Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
      double own = Arrays.stream(all).average().orElseThrow();
      double squares = Arrays.stream(all).map(each -> Math.pow(each - own, 2)).sum();
      return Math.max(
          Math.abs(own - mean) / Mcse.mean(x),
          Math.abs(Math.sqrt(squares / all.length) - sd) / Mcse.sd(x));
    }
  }

  private static double worstRHat(Chains chains) {
    return IntStream.range(0, chains.dimension())
        .mapToDouble(i -> RHat.of(chains.coordinate(i)))
        .max()
        .orElseThrow();
  }

  /** Neal's funnel with v ~ N(0, 3²) and nine x ~ N(0, exp v), centred. */
  private static Exact funnel() {
    return new Exact(LogDensity.of(10, () -> WalnutsTest::funnel), 0, 0, 3);
  }

  private static double funnel(double[] at, double[] gradient) {
    double precision = Math.exp(-at[0]);
    double squares = 0;
    for (int i = 1; i < 10; i++) {
      squares += at[i] * at[i];
      gradient[i] = -precision * at[i];
    }
    gradient[0] = -at[0] / 9 - 4.5 + 0.5 * precision * squares;
    return -at[0] * at[0] / 18 - 4.5 * at[0] - 0.5 * precision * squares;
  }

  private static Exact eightSchools() {
    double[] moments = CentredSchools.momentsOfLogTau();
    return new Exact(
        LogDensity.of(10, () -> CentredSchools::valueAndGradient),
        CentredSchools.LOG_TAU,
        moments[0],
        moments[1]);
  }

  @Test
  void theFunnelIsSampledWithoutDivergence() {
    Chains chains = funnel().chains(WALNUTS, 4000);

    assertThat(chains.divergences()).isZero();
    assertThat(worstRHat(chains)).isLessThan(1.1);
    assertThat(funnel().worst(chains)).isLessThan(4);
  }

  @Test
  void centredEightSchoolsAreSampledWithoutDivergence() {
    Chains chains = eightSchools().chains(WALNUTS, 4000);

    assertThat(chains.divergences()).isZero();
    assertThat(worstRHat(chains)).isLessThan(1.05);
    assertThat(eightSchools().worst(chains)).isLessThan(4);
  }

  @Test
  void nutsDivergesThere() {
    Sampler nuts = Nuts.defaults().with(run -> run.withProgress(false));

    assertThat(funnel().chains(nuts, 1000).divergences()).isPositive();
    assertThat(eightSchools().chains(nuts, 1000).divergences()).isPositive();
  }

  /**
   * The energy of both wanders: a draw in 40 to 80 is independent, however good a trajectory is.
   */
  @Test
  @Tag("slow")
  void longRunsAgreeToAHundredth() {
    for (Exact each : new Exact[] {funnel(), eightSchools()}) {
      Chains chains = each.chains(WALNUTS, 60_000);

      assertThat(chains.divergences()).isZero();
      assertThat(worstRHat(chains)).isLessThan(1.01);
      assertThat(each.worst(chains)).isLessThan(4);
    }
  }

  @Test
  void withoutABoundOnTheErrorItIsNuts() {
    LogDensity.Evaluator density = funnel().density().evaluator();
    Kernel nuts = Nuts.defaults().kernel(10, density);
    Kernel walnuts = WALNUTS.withMaxError(Double.POSITIVE_INFINITY).kernel(10, density);
    double[] ones = new double[10];
    Arrays.fill(ones, 1);
    Tuning tuning = new Tuning(0.3, Metric.diagonal(ones));
    State state = nuts.init(new double[10]);
    for (int i = 0; i < 50; i++) {
      Kernel.Transition expected = nuts.step(state, tuning, Key.of(i));
      Kernel.Transition next = walnuts.step(state, tuning, Key.of(i));

      assertThat(next.state().position()).isEqualTo(expected.state().position());
      assertThat(next.info().get(Info.LEAPFROGS)).isEqualTo(expected.info().get(Info.LEAPFROGS));
      state = expected.state();
    }
  }

  @Test
  void aStepThatNoHalvingSavesIsDivergent() {
    LogDensity.Evaluator spike =
        (at, gradient) -> {
          gradient[0] = 0;
          return at[0] == 0 ? 0 : -10;
        };
    Kernel kernel = WALNUTS.withMaxHalvings(3).kernel(1, spike);
    Kernel.Transition next =
        kernel.step(kernel.init(0), new Tuning(0.1, Metric.diagonal(1)), Key.of(1));

    assertThat(next.info().get(Info.DIVERGENT)).isOne();
    assertThat(next.info().get(Info.LEAPFROGS)).isEqualTo(4); // each try ends at its first step
    assertThat(next.state().position()).containsExactly(0);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> WALNUTS.withMaxError(0)).hasMessageContaining("maxError = 0");
    assertThatThrownBy(() -> WALNUTS.withMaxHalvings(21)).hasMessageContaining("maxHalvings = 21");
    assertThatThrownBy(() -> WALNUTS.withMaxDepth(0)).hasMessageContaining("maxDepth = 0");
    assertThat(WALNUTS.labels())
        .containsEntry("engine", "walnuts")
        .containsEntry("max_depth", "10");
  }
}
