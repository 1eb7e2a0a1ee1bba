package org.borch.infer.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.mcmc.Chains;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.RandomWalk;
import org.borch.infer.mcmc.Sampler;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.NoiseReader;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evidence from draws against closed forms. */
class BridgeSamplingTest {

  private static final BridgeSampling BRIDGE = BridgeSampling.defaults();
  private static final Seed SEED = Seed.of(20261201);
  private static final LogDensity NORMAL_GAMMA = JointDensity.of(Cases.normalGamma(), Seed.of(1));

  private static Chains draws(Sampler sampler, LogDensity density) {
    return sampler
        .with(run -> run.withWarmup(500).withDraws(500).withProgress(false))
        .sample(density, SEED);
  }

  private static double errors(Evidence evidence, double logEvidence) {
    return (evidence.logValue() - logEvidence) / evidence.standardError();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEvidenceOfAConjugateModelIsRight(boolean warped) {
    Chains chains = draws(Nuts.defaults(), NORMAL_GAMMA);
    Evidence evidence =
        BRIDGE.withWarped(warped).evidence(NORMAL_GAMMA, chains.unconstrained(), SEED);

    assertThat(errors(evidence, Cases.logEvidenceOfNormalGamma())).isBetween(-4.0, 4.0);
    assertThat(evidence.standardError()).isLessThan(0.02);
  }

  /** The draws of a random walk with single moves know a tenth of as many independent ones. */
  @Test
  void theErrorCountsTheAutocorrelation() {
    Chains chains = draws(RandomWalk.defaults().withMoves(1), NORMAL_GAMMA);
    Evidence evidence = BRIDGE.evidence(NORMAL_GAMMA, chains.unconstrained(), SEED);
    Evidence shuffled =
        BRIDGE.evidence(NORMAL_GAMMA, new double[][][] {shuffled(chains.positions())}, SEED);

    assertThat(errors(evidence, Cases.logEvidenceOfNormalGamma())).isBetween(-4.0, 4.0);
    assertThat(evidence.standardError()).isGreaterThan(1.2 * shuffled.standardError());
  }

  private static double[][] shuffled(double[][][] chains) {
    double[][] all = Arrays.stream(chains).flatMap(Arrays::stream).toArray(double[][]::new);
    NoiseReader noise = new NoiseReader(Key.of(3));
    for (int i = all.length - 1; i > 0; i--) {
      int j = (int) (noise.uniform() * (i + 1));
      double[] kept = all[i];
      all[i] = all[j];
      all[j] = kept;
    }
    return all;
  }

  @Test
  void theEvidenceOfAMixtureIsRight() {
    Cases.Mixture mixture = new Cases.Mixture();
    Smc smc = Smc.defaults().withControl(control -> control.withProgress(false));
    Tempered walk = smc.sample(mixture.tempered(), SEED);
    Evidence evidence = BRIDGE.evidence(mixture.density(), walk.unconstrained(), SEED);

    assertThat(errors(evidence, Cases.Mixture.LOG_INTEGRAL)).isBetween(-4.0, 4.0);
    assertThat(evidence.standardError()).isLessThan(0.1);
  }

  @Test
  void aDensityWithoutItsJacobianIsNoticed() {
    Chains chains = draws(Nuts.defaults(), NORMAL_GAMMA);
    Evidence evidence =
        BRIDGE.evidence(NORMAL_GAMMA.withoutJacobian(), chains.unconstrained(), SEED);

    assertThat(Math.abs(errors(evidence, Cases.logEvidenceOfNormalGamma()))).isGreaterThan(6);
  }

  /** Independent draws of a skewed density: the mean square of errors is near 1. */
  @Test
  @Tag("slow")
  void theStandardErrorIsThatOfIndependentRuns() {
    LogDensity gumbel =
        LogDensity.of(
            1,
            () ->
                (at, gradient) -> {
                  gradient[0] = Math.exp(-at[0]) - 1;
                  return -at[0] - Math.exp(-at[0]);
                });
    double sum = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      NoiseReader noise = new NoiseReader(Key.of(run));
      double[][] draws = new double[1000][1];
      Arrays.setAll(draws, i -> new double[] {-Math.log(-Math.log(noise.uniform()))});
      Evidence evidence = BRIDGE.evidence(gumbel, new double[][][] {draws}, Seed.of(run));
      sum += Math.pow(errors(evidence, 0), 2);
    }

    assertThat(sum / runs).isBetween(0.6, 1.5); // 4 standard errors of a mean square
  }

  @Test
  void whatCannotBeEstimatedIsSaid() {
    LogDensity nowhere = LogDensity.of(1, () -> (at, gradient) -> Double.NaN);
    double[][][] draws = new double[1][40][1];
    NoiseReader noise = new NoiseReader(Key.of(1));
    Arrays.setAll(draws[0], i -> new double[] {noise.uniform()});
    Evidence evidence = BRIDGE.evidence(nowhere, draws, SEED);

    assertThat(evidence.logValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(evidence.standardError()).isNaN();
    assertThatThrownBy(() -> BRIDGE.evidence(nowhere, new double[1][5][1], SEED))
        .hasMessageContaining("5 draws of 1 coordinates");
    assertThatThrownBy(() -> BRIDGE.withProposals(1)).hasMessageContaining("proposals = 1");
  }

  /** Both densities are the same but for a factor: there is nothing left to chance. */
  @Test
  void aBridgeBetweenEqualDensitiesHasNoError() {
    double[][] logs = {{2, 2, 2, 2, 2, 2}};
    OptimalBridge bridge = OptimalBridge.of(logs, logs, 0.5);

    assertThat(bridge.logRatio()).isEqualTo(2);
    assertThat(OptimalBridge.error(bridge.ofUpper())).isZero();
  }
}
