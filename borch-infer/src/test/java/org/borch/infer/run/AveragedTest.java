package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.infer.sgmcmc.Baoab;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AveragedTest {

  private static final RegressionTarget REGRESSION = new RegressionTarget();
  private static final Seed SEED = Seed.of(8);

  @TempDir private Path directory;

  private static StepAlgorithm plain(BackEnd backEnd) {
    return Baoab.defaults()
        .withStepSize(0.1)
        .withPerRow(true)
        .on(REGRESSION.density().withBackEnd(backEnd));
  }

  private static Run run() {
    return Run.defaults().withChains(2).withSteps(130).withBurnIn(0).withProgress(false);
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void theAverageIsThatOfTheDrawsThatCountAndTheDrawsStayTheSame(BackEnd backEnd) {
    StepAlgorithm algorithm = Averaged.from(30).withEvery(20).of(plain(backEnd));
    UnconstrainedDraws draws = ChainRun.begin(algorithm, run(), SEED);
    assertThat(draws.positions())
        .isDeepEqualTo(ChainRun.begin(plain(backEnd), run(), SEED).positions());
    double[][] averages = Averaged.averages(draws);
    for (int chain = 0; chain < 2; chain++) {
      double[] expected = new double[2];
      for (int draw = 49; draw < 130; draw += 20) { // after 50, 70, ..., 130 updates
        for (int i = 0; i < 2; i++) {
          expected[i] += draws.position(chain, draw)[i] / 5;
        }
      }
      assertThat(averages[chain]).containsExactly(expected, within(1e-12));
    }
  }

  @Test
  void aRunThatGoesOnHasTheSameAverage() {
    StepAlgorithm algorithm = Averaged.from(10).of(plain(BackEnd.JVM));
    Path file = directory.resolve("run.json");
    AtomicInteger asked = new AtomicInteger();
    Run part = run().withCheckpoint(file, 40).withStop(() -> asked.incrementAndGet() > 4);
    ChainRun.begin(algorithm, part, SEED);
    UnconstrainedDraws resumed = ChainRun.resume(algorithm, run(), SavedChains.load(file));
    assertThat(Averaged.averages(resumed))
        .isDeepEqualTo(Averaged.averages(ChainRun.begin(algorithm, run(), SEED)));
    StepAlgorithm other = Averaged.from(11).of(plain(BackEnd.JVM));
    assertThatThrownBy(() -> ChainRun.resume(other, run(), SavedChains.load(file)))
        .hasMessageContaining("averaged.first = 10, got 11");
  }

  @Test
  void wrongNumbersAndOtherRunsAreRefused() {
    assertThatThrownBy(() -> Averaged.from(-1)).hasMessageContaining("first = -1");
    assertThatThrownBy(() -> Averaged.from(0).withEvery(0)).hasMessageContaining("every = 0");
    UnconstrainedDraws draws = ChainRun.begin(plain(BackEnd.JVM), run(), SEED);
    assertThatThrownBy(() -> Averaged.averages(draws)).hasMessageContaining("average");
  }
}
