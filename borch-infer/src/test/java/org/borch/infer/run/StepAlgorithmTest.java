package org.borch.infer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.infer.density.LogPosterior;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** States of several arrays, and steps that are not finite, on every back-end. */
class StepAlgorithmTest {

  private static final Heavy FINE = new Heavy(-20, 50);
  private static final Seed SEED = Seed.of(2);

  @TempDir private Path directory;

  private static LogPosterior density(DataType type, BackEnd backEnd) {
    return LogPosterior.of(
            Map.of("x", new Shape(3)), type, at -> at.get("x").sub(1).square().sum().mul(-0.5))
        .withBackEnd(backEnd);
  }

  private static UnconstrainedDraws draws(Heavy heavy, DataType type, BackEnd backEnd) {
    return draws(heavy, type, backEnd, 40);
  }

  private static UnconstrainedDraws draws(
      Heavy heavy, DataType type, BackEnd backEnd, long skipLimit) {
    return ChainRun.begin(heavy.on(density(type, backEnd)), run().withSkipLimit(skipLimit), SEED);
  }

  private static Run run() {
    return Run.defaults().withChains(2).withSteps(230).withBurnIn(20).withProgress(false);
  }

  private static void requireSame(UnconstrainedDraws actual, UnconstrainedDraws expected) {
    assertThat(actual.positions()).isDeepEqualTo(expected.positions());
    for (int chain = 0; chain < expected.chains(); chain++) {
      assertThat(actual.infos(chain)).isEqualTo(expected.infos(chain));
    }
  }

  @Test
  void arraysOfTheStateAreTheSameOnAllBackEnds() {
    for (DataType type : new DataType[] {DataType.FLOAT64, DataType.FLOAT32}) {
      double rounding = type == DataType.FLOAT64 ? 1e-10 : 2e-3; // 230 steps, each 1e-7 and more
      UnconstrainedDraws eager = draws(FINE, type, BackEnd.EAGER);
      for (BackEnd backEnd : new BackEnd[] {BackEnd.JVM, BackEnd.TORCHSCRIPT}) {
        UnconstrainedDraws draws = draws(FINE, type, backEnd);
        for (int draw = 0; draw < draws.draws(); draw++) {
          assertThat(draws.position(1, draw))
              .containsExactly(eager.position(1, draw), within(rounding));
          double[] expected = eager.info(1, draw).values();
          double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
          assertThat(draws.info(1, draw).values())
              .containsExactly(expected, within(rounding * Math.max(1, largest)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void blocksOfAnyLengthMakeTheSameSteps(BackEnd backEnd) {
    UnconstrainedDraws expected = draws(FINE, DataType.FLOAT64, backEnd);
    for (int block : new int[] {1, 7}) {
      requireSame(draws(new Heavy(-20, block), DataType.FLOAT64, backEnd), expected);
    }
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void stepsThatAreNotFiniteAreLeftOutAlone(BackEnd backEnd) {
    Heavy fragile = new Heavy(-1.8, 50);
    UnconstrainedDraws draws = draws(fragile, DataType.FLOAT64, backEnd);
    requireSame(draws(new Heavy(-1.8, 1), DataType.FLOAT64, backEnd), draws);
    double[][] luck = draws.column("luck__");
    int skipped = 0;
    for (int draw = 1; draw < draws.draws(); draw++) {
      boolean same = Arrays.equals(draws.position(0, draw), draws.position(0, draw - 1));
      assertThat(same).isEqualTo(Double.isNaN(luck[0][draw]));
      skipped += same ? 1 : 0;
    }
    assertThat(skipped).isBetween(1, 40); // 3.6 % of 210 are expected
    assertThatThrownBy(() -> draws(fragile, DataType.FLOAT64, backEnd, 2))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("of Heavy, after 2 skipped steps")
        .hasMessageContaining("luck__ = NaN")
        .hasMessageContaining("run.withSkipLimit(n)");
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void theWholeStateIsSavedWithTheStepsThatWereLeftOut(BackEnd backEnd) {
    Heavy fragile = new Heavy(-1.8, 50);
    Path file = directory.resolve("run.json");
    AtomicInteger asked = new AtomicInteger();
    Run part = run().withSkipLimit(40).withCheckpoint(file, 70).withStop(() -> asked.incrementAndGet() > 4);
    ChainRun.begin(fragile.on(density(DataType.FLOAT64, backEnd)), part, SEED);
    SavedChains saved = SavedChains.load(file);
    requireSame(
        ChainRun.resume(
            fragile.on(density(DataType.FLOAT64, backEnd)), run().withSkipLimit(40), saved),
        draws(fragile, DataType.FLOAT64, backEnd));
    BackEnd other = backEnd == BackEnd.JVM ? BackEnd.EAGER : BackEnd.JVM;
    assertThatThrownBy(
            () -> ChainRun.resume(fragile.on(density(DataType.FLOAT64, other)), run(), saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("backEnd = " + backEnd + ", got " + other);
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatThrownBy(() -> run().withSkipLimit(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("skipLimit = -1, expected at least 0");
  }
}
