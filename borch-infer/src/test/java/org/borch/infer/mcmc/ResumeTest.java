package org.borch.infer.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.borch.infer.density.LogDensity;
import org.borch.infer.joint.ArrayDensity;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.Stop;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was stopped goes on as if nothing had happened. */
class ResumeTest {

  private static final Seed SEED = Seed.of(8);
  private static final int CHAINS = 3;
  private static final int WARMUP = 150; // its slow window lasts from step 75 to step 100
  private static final int DRAWS = 40;

  @TempDir private Path directory;

  static LogDensity density() {
    return Targets.gaussian(Targets.rotated(4, 20, -1));
  }

  private static Sampler small(Sampler sampler) {
    return sampler.with(
        run ->
            run.withChains(CHAINS)
                .withWarmup(WARMUP)
                .withDraws(DRAWS)
                .withThreads(1)
                .withProgress(false));
  }

  static Stream<Sampler> samplers() {
    Nuts dense = Nuts.defaults().with(run -> run.withMetric(Metric.Form.DENSE));
    Nuts thinned = Nuts.defaults().with(run -> run.withThinning(3));
    Hmc hmc = Hmc.defaults().with(run -> run.withTunings(List.of(tuning())));
    Walnuts byGradients = Walnuts.defaults().with(run -> run.withEstimate(Metric.Estimate.FISHER));
    return Stream.of(
            Nuts.defaults(),
            dense,
            thinned,
            byGradients,
            hmc,
            Slice.defaults(),
            RandomWalk.defaults())
        .map(ResumeTest::small);
  }

  private static Tuning tuning() {
    return new Tuning(0.3, Metric.diagonal(1, 2, 3, 4));
  }

  static void assertSame(Chains actual, Chains expected) {
    assertThat(Arrays.deepEquals(actual.positions(), expected.positions())).isTrue();
    for (int i = 0; i < expected.chains(); i++) {
      assertThat(actual.infos(i)).isEqualTo(expected.infos(i));
    }
    assertThat(actual.tunings()).isEqualTo(expected.tunings());
    assertThat(actual.divergences()).isEqualTo(expected.divergences());
    assertThat(actual.warmupDivergences()).isEqualTo(expected.warmupDivergences());
  }

  /** With a stop after so many steps of all chains together. */
  private static Sampler stopped(Sampler sampler, int steps) {
    AtomicInteger asked = new AtomicInteger(-steps); // once before each step
    return sampler.with(run -> run.withStop(() -> asked.getAndIncrement() > 0));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aRunThatIsStoppedAnywhereHasTheDrawsOfOneThatIsNot(Sampler sampler) {
    LogDensity density = density();
    Chains whole = sampler.sample(density, SEED);
    // In the first fast steps, in, at the end of and after the slow window, at the end of warm-up,
    // and among the draws.
    for (int steps : new int[] {30, 90, 100, 120, 150, 151, 170}) {
      Path file = directory.resolve("stop" + steps + ".json");
      Sampler saving = sampler.with(run -> run.withCheckpoint(file, 1_000));
      try {
        Chains part = stopped(saving, CHAINS * steps).sample(density, SEED);
        assertThat(part.stop()).isInstanceOf(Stop.Requested.class);
        assertThat(part.draws()).isBetween(1, DRAWS - 1);
        assertThat(part.position(1, 0)).containsExactly(whole.position(1, 0));
      } catch (CancellationException e) {
        assertThat(e).hasMessageContaining("no draw yet").hasMessageContaining(file.toString());
        assertThat(steps).isLessThan(WARMUP + 4);
      }
      assertSame(sampler.resume(density, file), whole);
    }
  }

  @Test
  void aRunThatIsStoppedAgainAndAgainHasTheDrawsOfOneThatIsNot() {
    LogDensity density = density();
    Sampler sampler = small(Nuts.defaults().with(run -> run.withThinning(2)));
    Path file = directory.resolve("run.json");
    Sampler saving = sampler.with(run -> run.withCheckpoint(file, 64).withThreads(2));
    int runs = 0;
    for (boolean begun = false, done = false; !done; begun = true, runs++) {
      Sampler next = stopped(saving, 57);
      try {
        Chains part = begun ? next.resume(density, file) : next.sample(density, SEED);
        done = part.stop() instanceof Stop.Completed;
      } catch (CancellationException e) {
        assertThat(e).hasMessageContaining("no draw yet");
      }
    }
    assertThat(runs).isGreaterThan(10);
    assertSame(sampler.resume(density, file), sampler.sample(density, SEED));
  }

  @Test
  void aDivergenceThatThinningLeavesOutIsRememberedOverAStop() {
    LogDensity funnel = Targets.funnel();
    Sampler rough =
        small(Nuts.defaults())
            .with(run -> run.withChains(2).withThinning(50).withDraws(4))
            .with(run -> run.withTargetAcceptance(0.6));
    Chains whole = rough.sample(funnel, SEED);
    assertThat(whole.divergences()).isPositive();
    Path file = directory.resolve("run.json");
    for (int every = 1; every < 8; every++) {
      int steps = 2 * WARMUP + every * 49;
      Sampler saving = rough.with(run -> run.withCheckpoint(file, 1_000));
      try {
        stopped(saving, steps).sample(funnel, SEED);
      } catch (CancellationException e) {
        assertThat(e).hasMessageContaining("no draw yet");
      }
      assertSame(rough.resume(funnel, file), whole);
    }
  }

  @Test
  void interruptsThatGoOnDoNotHarmTheFile() {
    LogDensity density = density();
    Path file = directory.resolve("run.json");
    Sampler sampler = small(Nuts.defaults());
    Thread caller = Thread.currentThread();
    AtomicBoolean done = new AtomicBoolean();
    Thread nuisance =
        new Thread(
            () -> {
              while (!done.get()) {
                caller.interrupt();
              }
            });
    AtomicInteger asked = new AtomicInteger();
    Sampler interrupting =
        sampler.with(
            run ->
                run.withCheckpoint(file, 1_000)
                    .withStop(
                        () -> {
                          if (asked.incrementAndGet() == CHAINS * (WARMUP + 20)) {
                            nuisance.start();
                          }
                          return false;
                        }));
    try {
      assertThat(interrupting.sample(density, SEED).draws()).isPositive();
    } finally {
      done.set(true);
      while (nuisance.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
    assertSame(sampler.resume(density, file), sampler.sample(density, SEED));
  }

  @Test
  void aFinishedRunGoesOnToMoreDraws() {
    LogDensity density = density();
    Path file = directory.resolve("run.json");
    Sampler sampler = small(Nuts.defaults());
    sampler.with(run -> run.withCheckpoint(file, 1_000)).sample(density, SEED);
    Sampler longer = sampler.with(run -> run.withDraws(2 * DRAWS));
    assertSame(longer.resume(density, file), longer.sample(density, SEED));
    assertThat(SavedChains.load(file).seed()).isEqualTo(SEED);
  }

  @Test
  void anInterruptedThreadGetsTheDrawsThatThereAreAndACompleteFile() {
    LogDensity density = density();
    Path file = directory.resolve("run.json");
    Sampler sampler = small(Nuts.defaults());
    Thread caller = Thread.currentThread();
    AtomicInteger asked = new AtomicInteger();
    Sampler interrupting =
        sampler.with(
            run ->
                run.withDraws(1_000_000)
                    .withCheckpoint(file, 1_000_000)
                    .withStop(
                        () -> {
                          if (asked.incrementAndGet() == CHAINS * (WARMUP + 20)) {
                            caller.interrupt();
                          }
                          return false;
                        }));
    Chains part = interrupting.sample(density, SEED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.stop()).isInstanceOf(Stop.Interrupted.class);
    assertThat(part.stop().message()).contains("Interrupted after");
    Sampler longer = sampler.with(run -> run.withDraws(part.draws() + 100));
    assertSame(longer.resume(density, file), longer.sample(density, SEED));
  }

  @Test
  void anotherProcessHasTheSameBitsAndMayDieAtAnyTime() throws Exception {
    LogDensity density = density();
    Path file = directory.resolve("run.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                SlowRun.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Object last = "";
      for (int saves = 0; saves < 3; ) {
        assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
        Object now = Files.exists(file) ? Files.readAttributes(file, "fileKey,size") : last;
        saves += now.equals(last) ? 0 : 1;
        last = now;
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    Sampler sampler = SlowRun.sampler().with(run -> run.withDraws(2_000));
    assertSame(sampler.resume(density, file), sampler.sample(density, SEED));
  }

  /** Makes about a thousand steps of each chain a second, and saves each hundred. */
  static final class SlowRun {

    static Sampler sampler() {
      return small(Nuts.defaults()).with(run -> run.withThreads(CHAINS));
    }

    private static boolean sleep() {
      try {
        Thread.sleep(1);
        return false;
      } catch (InterruptedException e) {
        return true;
      }
    }

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      sampler()
          .with(run -> run.withDraws(60_000).withCheckpoint(file, 100).withStop(SlowRun::sleep))
          .sample(density(), SEED);
    }
  }

  // ---- what is refused

  private Path saved(Sampler sampler) {
    Path file = directory.resolve("saved.json");
    sampler.with(run -> run.withCheckpoint(file, 1_000)).sample(density(), SEED);
    return file;
  }

  @Test
  void otherSettingsAreRefusedWithTheirName() {
    Sampler sampler = small(Nuts.defaults());
    Path file = saved(sampler);
    assertRefused(sampler.with(run -> run.withChains(4)), file, "chains = 3, got 4");
    assertRefused(sampler.with(run -> run.withWarmup(151)), file, "warmup = 150, got 151");
    assertRefused(sampler.with(run -> run.withThinning(2)), file, "thinning = 1, got 2");
    assertRefused(
        sampler.with(run -> run.withTargetAcceptance(0.9)),
        file,
        "targetAcceptance = 0.8, got 0.9");
    assertRefused(
        sampler.with(run -> run.withMetric(Metric.Form.DENSE)),
        file,
        "metric = DIAGONAL, got DENSE");
    assertRefused(
        small(Hmc.defaults()),
        file,
        "sampler = org.borch.infer.mcmc.Nuts, got org.borch.infer.mcmc.Hmc");
    assertRefused(small(Nuts.defaults().withMaxDepth(9)), file, "sampler.maxDepth = 10, got 9");
    assertRefused(sampler.with(run -> run.withDraws(39)), file, "40 draws of chain 0");
  }

  private static void assertRefused(Sampler sampler, Path file, String message) {
    assertThatThrownBy(() -> sampler.resume(density(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void anotherDensityIsRefused() {
    Sampler sampler = small(Nuts.defaults());
    Path file = saved(sampler);
    LogDensity other = Targets.gaussian(Targets.rotated(4, 21, -1));
    assertThatThrownBy(() -> sampler.resume(other, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another model or with other data")
        .hasMessageContaining("chain 0");
    ArrayDensity renamed =
        ArrayDensity.of(Map.of("y", new Shape(4)), x -> x.get("y").square().sum().neg());
    assertThatThrownBy(() -> sampler.resume(renamed, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variables = [x(4)], got [y(4)]");
  }

  @Test
  void aDamagedOrForeignFileIsRefusedWhole() throws IOException {
    Sampler sampler = small(Nuts.defaults());
    Path file = saved(sampler);
    assertThatThrownBy(() -> sampler.resume(density(), directory.resolve("none.json")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("there is no such file");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> sampler.resume(density(), file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("altered since it was written");
    Files.writeString(file, "{}", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> sampler.resume(density(), file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("not a file of borch");
  }
}
