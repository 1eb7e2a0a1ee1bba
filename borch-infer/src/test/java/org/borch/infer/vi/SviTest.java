package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.posterior.Posteriors.at;
import static org.borch.posterior.Posteriors.automatic;
import static org.borch.tensor.ArrayMath.sqrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.Model;
import org.borch.Module;
import org.borch.Plate;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.Schedule;
import org.borch.infer.run.Stop;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SviTest {

  private static final Svi SETTINGS = Svi.defaults().withBlock(10).withLearningRate(0.05);

  /** A subsampled plate, and a discrete variable with a q, which needs the baseline. */
  private static Model<?, ?> model() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 2));
              NDArray on = m.rv("on", bernoulliLogits(0));
              Plate rows = m.plate("row", 5, 3);
              return rows.rv("y", normal(mu.add(on), 1));
            });
    return module.on(0).observe("y", 2.1, 3.4, 1.7, 2.9, 2.6).withPosterior(at("on", automatic()));
  }

  /** A scale that is drawn below 0 now and then. */
  private static Model<?, ?> fragile(double loc) {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray scale = m.rv("scale", normal(loc, 0.3));
              return m.rv("y", normal(0, scale));
            });
    return module.on(0).observe("y", 0.8);
  }

  private static double[] values(Fit fit) {
    return BorchArray.wrap(fit.params().flat()).values();
  }

  @Test
  void theLastCheckpointIsThatOfTheEnd(@TempDir Path folder) {
    Path file = folder.resolve("run.safetensors");
    Model<?, ?> model = fragile(2);
    Svi settings = SETTINGS.withSteps(120).withCheckpoint(file, 1_000);
    try (Fit first = Infer.fit(model, settings, Seed.of(1));
        Fit longer = Infer.resume(model, settings.withSteps(300), file)) {
      assertThat(first.losses()).hasSize(120);
      assertThat(longer.losses()).hasSize(300).startsWith(first.losses());
    }
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsAnErrorAtTheStart(@TempDir Path folder) {
    Path file = folder.resolve("missing").resolve("run.safetensors");
    AtomicInteger blocks = new AtomicInteger();
    Svi settings =
        SETTINGS
            .withCheckpoint(file, 50)
            .withCallback((step, loss) -> blocks.incrementAndGet() > 0);
    assertThatThrownBy(() -> Infer.fit(fragile(2), settings, Seed.of(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
    assertThat(blocks).hasValue(0);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    Svi settings = Svi.defaults();
    assertThatThrownBy(() -> settings.withSteps(0)).hasMessageContaining("steps = 0");
    assertThatThrownBy(() -> settings.withParticles(0)).hasMessageContaining("particles = 0");
    assertThatThrownBy(() -> settings.withSkipLimit(-1)).hasMessageContaining("skipLimit = -1");
    assertThatThrownBy(() -> settings.withBlock(0)).hasMessageContaining("block = 0");
    assertThatThrownBy(() -> new Svi.Convergence(1, 0)).hasMessageContaining("window = 1");
    assertThatThrownBy(() -> new Svi.Convergence(2, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> settings.withCheckpoint(Path.of("x"), 0))
        .hasMessageContaining("interval = 0");
  }

  @Test
  void theDefaultScheduleFollowsTheNumberOfStepsAndAnotherOptimiserStays() {
    Adam stretched = (Adam) Svi.defaults().withSteps(77).optimizer();
    assertThat(stretched.learningRate().schedule()).isEqualTo(Schedule.cosine(0.02, 0, 77));
    Adam own = Adam.defaults();
    assertThat(Svi.defaults().withOptimizer(own).withSteps(77).optimizer()).isEqualTo(own);
  }

  @Test
  void sameSeedSameBitsAndOtherSeedOthers() {
    Svi settings = SETTINGS.withSteps(40);
    try (Fit one = Infer.fit(model(), settings, Seed.of(1));
        Fit same = Infer.fit(model(), settings, Seed.of(1));
        Fit other = Infer.fit(model(), settings, Seed.of(2))) {
      assertThat(values(same)).containsExactly(values(one));
      assertThat(same.losses()).containsExactly(one.losses());
      assertThat(other.losses()).isNotEqualTo(one.losses());
      assertThat(one.stop()).isEqualTo(new Stop.Completed(40));
    }
  }

  @Test
  void aFlatLossCountsAsConverged() {
    Svi settings = SETTINGS.withConvergence(new Svi.Convergence(100, 1e-2)).withSteps(5_000);
    try (Fit fit = Infer.fit(fragileNever(), settings, Seed.of(1))) {
      assertThat(fit.stop()).isInstanceOf(Stop.Converged.class);
      assertThat(fit.stop().steps()).isLessThan(5_000).isEqualTo(fit.losses().length);
      assertThat(fit.stop().message()).startsWith("Converged after");
    }
  }

  private static Model<?, ?> fragileNever() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              return m.rv("y", normal(mu, 1));
            });
    return module.on(0).observe("y", 0.8);
  }

  @Test
  void theCallbackSeesTheMeanLossOfEachBlockAndMayStop() {
    List<Long> steps = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    Svi settings =
        SETTINGS
            .withSteps(100)
            .withCallback(
                (step, loss) -> {
                  steps.add(step);
                  losses.add(loss);
                  return step < 30;
                });
    try (Fit fit = Infer.fit(model(), settings, Seed.of(1))) {
      assertThat(steps).containsExactly(1L, 10L, 20L, 30L);
      assertThat(losses.get(2))
          .isEqualTo(Arrays.stream(fit.losses(), 10, 20).average().orElseThrow());
      assertThat(fit.stop()).isEqualTo(new Stop.Requested(30));
    }
  }

  @Test
  void aLossThatIsNotFiniteNamesTheFirstFaultAndItsParameters() {
    assertThatThrownBy(() -> Infer.fit(fragile(-2), SETTINGS, Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("step 0")
        .hasMessageContaining("loss is NaN")
        .hasMessageContaining("y: Normal(loc, scale) got scale")
        .hasMessageContaining("expected > 0");
  }

  @Test
  void aDerivativeThatIsNotFiniteNamesItsParameters() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray x = m.rv("x", normal(0, 1));
              m.factor("edge", sqrt(x.mul(0)));
              return x;
            });
    assertThatThrownBy(() -> Infer.fit(module.on(0), SETTINGS, Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("derivative")
        .hasMessageContaining("x|loc");
  }

  @Test
  void stepsWithoutAFiniteLossAreLeftOutUpToALimit() {
    Svi settings = SETTINGS.withSteps(200).withLearningRate(1e-3).withSkipLimit(150);
    try (Fit fit = Infer.fit(fragile(0.3), settings, Seed.of(1));
        Fit oneByOne = Infer.fit(fragile(0.3), settings.withBlock(1), Seed.of(1))) {
      assertThat(fit.skipped()).isBetween(1L, 150L);
      assertThat(values(fit)).doesNotContain(Double.NaN);
      assertThat(values(oneByOne)).containsExactly(values(fit));
      assertThat(oneByOne.losses()).containsExactly(fit.losses());
    }
    assertThatThrownBy(() -> Infer.fit(fragile(0.3), settings.withSkipLimit(2), Seed.of(1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("after 2 skipped steps");
  }

  /** A skipped step is no update: it must not move Adam's moments or the schedule. */
  @Test
  void aResumedRunRemembersWhichStepsWereSkipped(@TempDir Path directory) {
    Path file = directory.resolve("run.safetensors");
    Svi settings = SETTINGS.withSteps(100).withLearningRate(1e-2).withSkipLimit(100);
    Svi half = settings.withCheckpoint(file, 1_000).withCallback((step, loss) -> step < 50);
    try (Fit whole = Infer.fit(fragile(0.3), settings, Seed.of(1));
        Fit part = Infer.fit(fragile(0.3), half, Seed.of(1));
        Fit resumed = Infer.resume(fragile(0.3), settings, file)) {
      assertThat(part.skipped()).isPositive();
      assertThat(values(resumed)).containsExactly(values(whole));
      assertThat(resumed.skipped()).isEqualTo(whole.skipped());
    }
  }

  @Test
  void aResumedRunEqualsAnUninterruptedOneBitForBit(@TempDir Path directory) {
    Path file = directory.resolve("run.json");
    Svi settings = SETTINGS.withSteps(95);
    Svi interrupted = settings.withCheckpoint(file, 20).withCallback((step, loss) -> step < 50);
    try (Fit whole = Infer.fit(model(), settings, Seed.of(3));
        Fit part = Infer.fit(model(), interrupted, Seed.of(3));
        Fit resumed = Infer.resume(model(), settings, file)) {
      assertThat(part.losses()).hasSize(50);
      assertThat(values(resumed)).containsExactly(values(whole));
      assertThat(resumed.losses()).containsExactly(whole.losses());
    }
    assertThatThrownBy(() -> Infer.resume(model(), settings.withParticles(2), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 particles")
        .hasMessageContaining("run.json");
    assertThatThrownBy(() -> Infer.resume(fragile(1).in(DataType.FLOAT32), settings, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.json");
  }

  private static Model<?, ?> line(double slopeScale, double input, double... y) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              NDArray slope = m.rv("slope", normal(0, slopeScale));
              return m.plate("row").rv("y", normal(x.mul(slope), 1));
            });
    return module.on(BorchArray.of(1, 2, input)).observe("y", y);
  }

  @Test
  void aRunGoesOnWithItsOwnModelAndDataOnly(@TempDir Path directory) {
    Path file = directory.resolve("run.safetensors");
    Svi settings = SETTINGS.withSteps(20);
    Infer.fit(line(2, 3, 1, 2, 4), settings.withCheckpoint(file, 10), Seed.of(1)).close();
    Infer.resume(line(2, 3, 1, 2, 4), settings.withSteps(30), file).close();

    assertRefused(file, line(2, 3, 1, 2, 4.5), "y: Normal(3) with the data");
    assertRefused(file, line(2, 3.5, 1, 2, 4), "the log density of y was", "another input");
    assertRefused(file, line(2.5, 3, 1, 2, 4), "the log density of slope was");
    assertRefused(file, fragile(1), "slope: Normal()", "scale: Normal()");
  }

  private static void assertRefused(Path file, Model<?, ?> other, String... message) {
    assertThatThrownBy(() -> Infer.resume(other, SETTINGS.withSteps(30), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.safetensors")
        .hasMessageContainingAll(message);
  }
}
