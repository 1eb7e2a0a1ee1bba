package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Info;
import org.borch.infer.run.Stop;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thinning, stops and settings of a run. */
@Tag("short")
class RunTest {

  private static final Seed SEED = Seed.of(5);
  private static final Nuts SHORT =
      Nuts.defaults()
          .with(run -> run.withChains(2).withWarmup(100).withDraws(60).withProgress(false));

  @Test
  void thinningKeepsTheLastOfEachSoManySteps() {
    LogDensity density = Targets.gaussian(Targets.rotated(3, 10, -1));
    Chains all = SHORT.sample(density, SEED);
    Chains thinned = SHORT.with(run -> run.withDraws(20).withThinning(3)).sample(density, SEED);
    assertThat(thinned.draws()).isEqualTo(20);
    assertThat(thinned.infos(1)).hasSize(20);
    for (int draw = 0; draw < 20; draw++) {
      assertThat(thinned.position(1, draw)).containsExactly(all.position(1, 3 * draw + 2));
      assertThat(thinned.coordinate(2)[1][draw]).isEqualTo(thinned.position(1, draw)[2]);
      assertThat(thinned.info(1, draw)).isEqualTo(all.info(1, 3 * draw + 2));
    }
    assertThat(thinned.stop()).isEqualTo(new Stop.Completed(2 * (100 + 60)));
  }

  @Test
  void aDivergenceIsSeenThatThinningLeavesOut() {
    Nuts rough = SHORT.with(run -> run.withDraws(600).withTargetAcceptance(0.6));
    Chains all = rough.sample(Targets.funnel(), SEED);
    Chains thinned =
        rough.with(run -> run.withDraws(60).withThinning(10)).sample(Targets.funnel(), SEED);
    for (int draw = 0; draw < 60; draw++) {
      int first = 10 * draw;
      boolean any =
          all.infos(0).subList(first, first + 10).stream()
              .mapToDouble(info -> info.get(Info.DIVERGENT))
              .anyMatch(x -> x == 1);
      assertThat(thinned.info(0, draw).get(Info.DIVERGENT) == 1).isEqualTo(any);
    }
    assertThat(thinned.divergences()).isPositive().isLessThanOrEqualTo(all.divergences());
  }

  @Test
  void aTimeLimitEndsARun() {
    Duration over = Duration.ofNanos(1);
    Nuts part = SHORT.with(run -> run.withTimeLimit(over));
    assertThatThrownBy(() -> part.sample(Targets.gaussian(new double[][] {{1}}), SEED))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("Stopped after 0 steps at the time limit of PT0.000000001S");
  }

  @Test
  void aRunThatIsStoppedHasTheDrawsThatThereAre() {
    // How many steps each thread has made: one of two may wait long for a core.
    Map<Thread, Integer> asked = new ConcurrentHashMap<>();
    Nuts stopped =
        SHORT.with(
            run ->
                run.withDraws(100_000)
                    .withThinning(100)
                    .withStop(
                        () -> {
                          asked.merge(Thread.currentThread(), 1, Integer::sum);
                          return asked.size() == 2
                              && asked.values().stream().allMatch(steps -> steps > 500);
                        }));
    Chains part = stopped.sample(Targets.gaussian(new double[][] {{1}}), SEED);
    assertThat(part.draws()).isBetween(1, 99_999);
    assertThat(part.infos(0)).hasSameSizeAs(part.infos(1)).hasSize(part.draws());
    assertThat(part.positions()[1]).hasDimensions(part.draws(), 1);
    assertThat(part.stop()).isInstanceOf(Stop.Requested.class);
  }

  @Test
  void chainsThatShareAThreadHaveAboutAsManyDrawsWhenTheyAreStopped() {
    AtomicInteger asked = new AtomicInteger();
    Nuts stopped =
        SHORT.with(
            run ->
                run.withChains(4).withThreads(1).withStop(() -> asked.incrementAndGet() > 4 * 150));
    Chains part = stopped.sample(Targets.gaussian(new double[][] {{1}}), SEED);
    assertThat(part.draws()).isBetween(50 - 20, 50);
    assertThat(part.stop()).isEqualTo(new Stop.Requested(600));
  }

  @Test
  void aStopBeforeTheFirstDrawSaysHowToGoOn() {
    Nuts stopped = SHORT.with(run -> run.withStop(() -> true));
    assertThatThrownBy(() -> stopped.sample(Targets.gaussian(new double[][] {{1}}), SEED))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("Stopped on request after 0 steps")
        .hasMessageContaining("no draw yet, after 0 steps; the first 100 are not kept")
        .hasMessageContaining("set a checkpoint");
  }

  @Test
  void whatAStopConditionThrowsEndsTheRun() {
    Nuts broken =
        SHORT.with(
            run ->
                run.withStop(
                    () -> {
                      throw new IllegalStateException("the condition is broken");
                    }));
    assertThatThrownBy(() -> broken.sample(Targets.gaussian(new double[][] {{1}}), SEED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the condition is broken");
  }

  @Test
  void wrongSettingsAreErrorsThatSayWhatIsAllowed() {
    assertWrong(run -> run.withChains(0), "chains = 0, expected at least 1");
    assertWrong(run -> run.withWarmup(-1), "warmup = -1, expected at least 0");
    assertWrong(run -> run.withDraws(0), "draws = 0, expected at least 1");
    assertWrong(run -> run.withThinning(0), "thinning = 0, expected at least 1");
    assertWrong(run -> run.withThreads(0), "threads = 0, expected at least 1");
    assertWrong(run -> run.withTargetAcceptance(1), "targetAcceptance = 1.0, expected");
    assertWrong(
        run -> run.withCheckpoint(Path.of("x.json"), 0),
        "checkpoint interval = 0, expected at least 1");
    assertWrong(
        run -> run.withTimeLimit(Duration.ofSeconds(-1)),
        "timeLimit = PT-1S, expected a positive duration");
    Nuts huge = SHORT.with(run -> run.withDraws(Integer.MAX_VALUE));
    assertThatThrownBy(() -> huge.sample(Targets.gaussian(Targets.rotated(3, 10, -1)), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2147483647 draws of 3 coordinates")
        .hasMessageContaining("more thinning");
  }

  private static void assertWrong(UnaryOperator<Sampling> change, String message) {
    assertThatThrownBy(() -> SHORT.with(change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
