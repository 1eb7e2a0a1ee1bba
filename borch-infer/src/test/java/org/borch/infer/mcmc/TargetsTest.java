package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.borch.infer.mcmc.Known.Score;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments and quantiles of known targets, with the settings that a user would begin with. */
class TargetsTest {

  private static final double CONDITION = 1e4;

  private static final Sampler NUTS = Nuts.defaults();
  private static final Sampler WALNUTS = Walnuts.defaults();
  private static final Sampler HMC = Hmc.defaults();
  private static final Sampler SLICE = Slice.defaults();
  private static final Sampler WALK = RandomWalk.defaults();

  /**
   * A target and a sampler that suits it.
   *
   * @param sampler with the default number of draws
   */
  record Run(Known target, Sampler sampler) {

    List<Score> scores(long seed) {
      Chains chains = sampler.sample(target.density(), Seed.of(seed));
      return target.scores(chains);
    }

    @Override
    public String toString() {
      return target
          + " by "
          + sampler.getClass().getSimpleName()
          + " "
          + sampler.sampling().metric();
    }
  }

  /** Trajectories of a fixed length take long to find out how long the longest axis is. */
  private static final Sampler PATIENT_HMC = dense(HMC).with(run -> run.withWarmup(4000));

  /** Without a dense metric an effective draw is a tenth of one. */
  private static final Sampler LONG_NUTS = NUTS.with(run -> run.withDraws(4000));

  /** With short steps, for a density that is curved. */
  private static Sampler careful(Sampler sampler) {
    return sampler.with(run -> run.withTargetAcceptance(0.95));
  }

  private static Sampler byGradients(Sampler sampler) {
    return sampler.with(run -> run.withEstimate(Metric.Estimate.FISHER));
  }

  private static Sampler dense(Sampler sampler) {
    return sampler.with(run -> run.withMetric(Metric.Form.DENSE));
  }

  private static List<Run> runs(Known target, Sampler... samplers) {
    List<Run> runs = new ArrayList<>();
    for (Sampler each : samplers) {
      runs.add(new Run(target, each));
    }
    return runs;
  }

  static List<Run> quickOnes() {
    List<Run> runs = new ArrayList<>();
    runs.addAll(runs(Known.gaussian(1, 1), NUTS, WALNUTS, HMC, SLICE, WALK));
    runs.addAll(runs(Known.gaussian(10, CONDITION), dense(NUTS), PATIENT_HMC, dense(SLICE), WALK));
    runs.addAll(runs(Known.diagonalGaussian(100, CONDITION), NUTS, byGradients(NUTS), HMC));
    runs.addAll(runs(Known.funnel(), NUTS, byGradients(NUTS), dense(NUTS), HMC, SLICE, WALK));
    runs.addAll(
        runs(
            Known.banana(),
            careful(NUTS),
            careful(WALNUTS),
            careful(dense(NUTS)),
            careful(HMC),
            SLICE,
            WALK));
    return runs;
  }

  static List<Run> longOnes() {
    List<Run> runs = new ArrayList<>(runs(Known.gaussian(10, CONDITION), NUTS));
    runs.addAll(runs(Known.gaussian(100, CONDITION), LONG_NUTS, dense(NUTS)));
    runs.addAll(runs(Known.diagonalGaussian(100, CONDITION), SLICE));
    return runs;
  }

  private static void assertRight(Run run, long seed) {
    assertThat(run.scores(seed)).allMatch(score -> Math.abs(score.error()) < 4);
  }

  @ParameterizedTest
  @MethodSource("quickOnes")
  void momentsAndQuantilesAreRight(Run run) {
    assertRight(run, 20261121);
  }

  @ParameterizedTest
  @MethodSource("longOnes")
  @Tag("slow")
  void momentsAndQuantilesOfLargeTargetsAreRight(Run run) {
    assertRight(run, 20261121);
  }

  /** Of a thousand numbers a few are beyond 4 standard errors by chance, hardly one beyond 6. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @Tag("slow")
  void otherSeedsAreRightToo(long seed) {
    List<Score> scores = quickOnes().stream().flatMap(run -> run.scores(seed).stream()).toList();

    assertThat(scores).allMatch(score -> Math.abs(score.error()) < 6);
    assertThat(scores.stream().filter(score -> Math.abs(score.error()) > 4)).hasSizeLessThan(3);
  }
}
