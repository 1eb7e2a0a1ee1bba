package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.borch.infer.LogDensity;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;

class SamplingTest {

  private static final Seed SEED = Seed.of(3);

  private static final Nuts SHORT = Nuts.defaults().with(run -> run.withWarmup(200).withDraws(50));

  @Test
  void aDenseMetricUndoesAConditionNumberOfTenThousand() {
    Nuts dense = Nuts.defaults().with(run -> run.withMetric(Metric.Form.DENSE));
    LogDensity density = Targets.gaussian(Targets.rotated(10, 1e4, -1));
    Chains chains = dense.sample(density, Seed.of(11));

    // As many steps as a standard normal needs; without a dense metric it would be hundreds.
    assertThat(chains.infos(0).stream().mapToInt(Info::leapfrogs).average().orElseThrow())
        .isLessThan(10);
    double[][] covariance = Targets.rotated(10, 1e4, 1);
    double[] found = chains.tunings().get(0).metric().variances();
    for (int i = 0; i < 10; i++) {
      // 500 draws of the last window, hardly correlated: sd of a variance sqrt(2 / 500).
      assertThat(found[i] / covariance[i][i]).isCloseTo(1, within(4 * Math.sqrt(2.0 / 500)));
    }
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    LogDensity density = Targets.gaussian(Targets.rotated(10, 10, -1));
    double[][][] one = SHORT.with(run -> run.withThreads(1)).sample(density, SEED).positions();
    double[][][] two = SHORT.with(run -> run.withThreads(2)).sample(density, SEED).positions();
    double[][][] four = SHORT.with(run -> run.withThreads(4)).sample(density, SEED).positions();
    double[][][] other = SHORT.sample(density, Seed.of(4)).positions();

    assertThat(Arrays.deepEquals(one, two)).isTrue();
    assertThat(Arrays.deepEquals(one, four)).isTrue();
    assertThat(one[0][0][0]).isNotEqualTo(other[0][0][0]).isNotEqualTo(one[1][0][0]);
  }

  @Test
  void aLongerRunBeginsWithTheShorterOnesDraws() {
    LogDensity density = Targets.gaussian(Targets.rotated(3, 10, -1));
    Chains shorter = SHORT.sample(density, SEED);
    Chains longer = SHORT.with(run -> run.withDraws(60).withChains(5)).sample(density, SEED);

    assertThat(longer.position(3, 49)).containsExactly(shorter.position(3, 49));
  }

  @Test
  void stepSizeAndMetricOfAnEarlierRunAreUsedAgain() {
    LogDensity density = Targets.gaussian(Targets.rotated(3, 100, -1));
    Chains first = SHORT.sample(density, SEED);
    Chains again =
        SHORT.with(run -> run.withWarmup(0).withTunings(first.tunings())).sample(density, SEED);

    assertThat(again.tunings()).isEqualTo(first.tunings());
    assertThat(again.info(2, 7).stepSize()).isEqualTo(first.tunings().get(2).stepSize());
    assertThatThrownBy(() -> SHORT.with(run -> run.withTunings(first.tunings().subList(0, 3))))
        .hasMessageContaining("3 tunings for 4 chains");
    List<Tuning> small = List.of(new Tuning(1, Metric.diagonal(1)));
    assertThatThrownBy(() -> SHORT.with(run -> run.withTunings(small)).sample(density, SEED))
        .hasMessageContaining("diagonal metric of 1 coordinates, expected 3");
  }

  @Test
  void aCentredFunnelReportsDivergences() {
    Chains chains = Nuts.defaults().sample(Targets.funnel(), SEED);

    assertThat(chains.divergences()).isPositive();
    assertThat(chains.toString()).contains(chains.divergences() + " divergent");
  }

  @Test
  void aTrajectoryEndsWhereItTurnsOrAtTheMaximumDepth() {
    LogDensity density = Targets.gaussian(new double[][] {{1}});
    Tuning tuning = new Tuning(0.1, Metric.diagonal(1));
    Nuts fixed = Nuts.defaults().with(run -> run.withWarmup(0).withTunings(List.of(tuning)));
    List<Info> infos = fixed.sample(density, SEED).infos(0);
    // A tree turns where its momenta change sign, at two phases of a whole turn 2π. Depth k is
    // reached if the first 2^(k-1) points and the next ones have no such phase between them; they
    // span 2^(k-1) - 1 steps of 0.1 each, and the phase at the start is uniform.
    for (int k = 2; k <= 6; k++) {
      int depth = k;
      long reached = infos.stream().filter(info -> info.depth() >= depth).count();
      double share = Math.max(0, 1 - 2 * ((1 << (k - 1)) - 1) * 0.1 / Math.PI);
      assertThat((double) reached)
          .isCloseTo(1000 * share, within(4 * Math.sqrt(1000 * share * (1 - share))));
    }
    assertThat(infos).allMatch(info -> info.leapfrogs() < (2 << info.depth()));

    for (Info info : fixed.withMaxDepth(2).sample(density, SEED).infos(0)) {
      assertThat(info.leapfrogs()).isLessThanOrEqualTo(3);
      assertThat(info.depth()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void theEnergyIsThatOfTheNewPoint() {
    Chains chains = SHORT.sample(Targets.gaussian(new double[][] {{1}}), SEED);
    for (int i = 0; i < 50; i++) {
      double x = chains.position(0, i)[0];
      assertThat(chains.info(0, i).logDensity()).isCloseTo(-0.5 * x * x, within(1e-12));
      assertThat(chains.info(0, i).energy()).isGreaterThanOrEqualTo(0.5 * x * x);
    }
  }

  @Test
  void aDensityThatIsNowhereFiniteIsAnErrorThatNamesTheVariable() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("good", new Shape(2));
    shapes.put("bad", new Shape());
    LogDensity density =
        LogDensity.of(
            shapes,
            x -> x.get("good").square().sum().sub(x.get("bad").square().neg().sub(1).sqrt()));

    assertThatThrownBy(() -> SHORT.sample(density, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain 0")
        .hasMessageContaining("100 starting points")
        .hasMessageContaining("not finite for bad")
        .hasMessageNotContaining("good");
  }
}
