package org.borch.infer.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.borch.infer.density.LogDensity;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.diagnostics.Mcse;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.mcmc.RandomWalk;
import org.borch.infer.run.Info;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence and draws of parallel tempering against closed forms. */
class ParallelTemperingTest {

  private static final ParallelTempering TEMPERING =
      ParallelTempering.defaults().with(run -> run.withProgress(false));
  private static final ParallelTempering SMALL =
      TEMPERING.withRungs(4).with(run -> run.withChains(2).withWarmup(200).withDraws(500));
  private static final Seed SEED = Seed.of(20261201);
  private static final TemperedDensity NORMAL_GAMMA =
      JointDensity.of(Cases.normalGamma(), Seed.of(1)).tempered();

  private static double errors(Tempered result, double logEvidence) {
    Evidence evidence = result.evidence();
    return (evidence.logValue() - logEvidence) / evidence.standardError();
  }

  @Test
  void theEvidenceOfConjugateModelsIsRight() {
    Tempered gamma = SMALL.sample(NORMAL_GAMMA, SEED);
    Tempered mean = SMALL.sample(JointDensity.of(Cases.normalMean(), Seed.of(1)).tempered(), SEED);

    assertThat(errors(gamma, Cases.logEvidenceOfNormalGamma())).isBetween(-4.0, 4.0);
    assertThat(gamma.evidence().standardError()).isLessThan(0.1);
    assertThat(errors(mean, Cases.logEvidenceOfNormalMean())).isBetween(-4.0, 4.0);
    assertThat(mean.evidence().standardError()).isLessThan(0.1);
  }

  @Test
  void allModesOfAMixtureHaveTheirWeight() {
    Cases.Mixture mixture = new Cases.Mixture();
    Tempered result =
        TEMPERING
            .with(run -> run.withChains(2).withWarmup(300).withDraws(1500))
            .sample(mixture.tempered(), SEED);

    assertThat(errors(result, Cases.Mixture.LOG_INTEGRAL)).isBetween(-4.0, 4.0);
    assertThat(result.evidence().standardError()).isLessThan(0.1);
    assertThat(mixture.worst(result)).isLessThan(4);
    assertThat(restarts(result)).isGreaterThan(100);
  }

  private static double restarts(Tempered result) {
    double[][] restarts = result.unconstrained().column(Replicas.RESTARTS);
    return Arrays.stream(restarts).mapToDouble(chain -> chain[chain.length - 1]).sum();
  }

  /** Of 20 normal numbers the mean square is between 0.3 and 2.3 but for 1 in 1000. */
  @Test
  @Tag("slow")
  void theStandardErrorIsThatOfIndependentRuns() {
    double exact = Cases.logEvidenceOfNormalGamma();
    double[] errors =
        LongStream.range(0, 20)
            .mapToDouble(seed -> errors(SMALL.sample(NORMAL_GAMMA, Seed.of(seed)), exact))
            .toArray();

    assertThat(Arrays.stream(errors).map(x -> x * x).average().orElseThrow()).isBetween(0.3, 2.3);
    assertThat(Arrays.stream(errors)).allMatch(x -> Math.abs(x) < 4);
  }

  @Test
  void warmUpSharesTheBarrierEqually() {
    Ladder ladder = SMALL.sample(NORMAL_GAMMA, SEED).ladders().get(0);
    double mean = ladder.acceptances().stream().mapToDouble(x -> x).average().orElseThrow();

    assertThat(ladder.betas()).hasSize(4).startsWith(0.0).endsWith(1.0).isSorted();
    assertThat(ladder.acceptances()).allMatch(x -> Math.abs(x - mean) < 0.12);
  }

  @Test
  void betasShareStraightLines() {
    double[] shared = Barrier.shared(new double[] {0, 0.1, 0.4, 1}, new double[] {0.6, 0.2, 0.1});

    assertThat(shared).containsExactly(new double[] {0, 0.05, 0.1, 1}, within(1e-12));
  }

  @Test
  void bitsDependOnTheSeedAndNotOnThreads() {
    Tempered one = SMALL.with(run -> run.withThreads(1)).sample(NORMAL_GAMMA, SEED);
    Tempered two = SMALL.with(run -> run.withThreads(2)).sample(NORMAL_GAMMA, SEED);

    assertThat(two.unconstrained().positions()).isDeepEqualTo(one.unconstrained().positions());
    assertThat(two.evidence()).isEqualTo(one.evidence());
    assertThat(SMALL.sample(NORMAL_GAMMA, Seed.of(2)).evidence()).isNotEqualTo(one.evidence());
  }

  /** Once in warm-up and once among the draws. */
  @Test
  void aRunGoesOnAfterItsCheckpointToTheSameBits(@TempDir Path folder) {
    Path file = folder.resolve("ladder.safetensors");
    ParallelTempering few =
        SMALL.with(run -> run.withWarmup(60).withDraws(60).withChains(1).withThreads(1));
    Tempered whole = few.sample(NORMAL_GAMMA, SEED);
    for (int turns : new int[] {2, 5}) {
      int[] asked = new int[1];
      try {
        few.with(run -> run.withCheckpoint(file, 10).withStop(() -> asked[0]++ >= 20 * turns))
            .sample(NORMAL_GAMMA, SEED);
      } catch (CancellationException e) {
        assertThat(turns).isEqualTo(2);
      }
      Tempered resumed = few.resume(NORMAL_GAMMA, file);

      assertThat(resumed.unconstrained().positions())
          .isDeepEqualTo(whole.unconstrained().positions());
      assertThat(resumed.evidence()).isEqualTo(whole.evidence());
      assertThat(resumed.ladders()).isEqualTo(whole.ladders());
    }
  }

  @Test
  void drawsHaveTheColumnsOfTheirKernel() {
    Tempered result =
        SMALL
            .withSampler(RandomWalk.defaults())
            .with(run -> run.withChains(1).withWarmup(100).withDraws(100).withProgress(false))
            .sample(NORMAL_GAMMA, SEED);
    LogDensity.Evaluator density = NORMAL_GAMMA.target().evaluator();
    double[] logs = result.unconstrained().column(Info.LOG_DENSITY)[0];

    assertThat(logs[17])
        .isCloseTo(density.value(result.unconstrained().position(0, 17)), within(1e-9));
    assertThat(result.unconstrained().columns()).contains("log_likelihood_3__");
    assertThat(Mcse.mean(result.draws().scalar("mu"))).isPositive();
  }

  @Test
  void settingsAndDensitiesAreChecked() {
    LogDensity nowhere = LogDensity.of(1, () -> (at, gradient) -> Double.NaN);
    TemperedDensity density = TemperedDensity.fromNormal(new double[1], new double[] {1}, nowhere);

    assertThatThrownBy(() -> TEMPERING.withRungs(1)).hasMessageContaining("rungs = 1");
    assertThatThrownBy(() -> SMALL.sample(density, SEED))
        .hasMessageContaining("chain 0")
        .hasMessageContaining("none of 100 draws");
    assertThatThrownBy(() -> TemperedDensity.fromNormal(new double[2], new double[] {1}, nowhere))
        .hasMessageContaining("2 means and 1 deviations");
    assertThatThrownBy(() -> TemperedDensity.fromNormal(new double[1], new double[] {0}, nowhere))
        .hasMessageContaining("deviations = [0.0]");
  }
}
