package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.diagnostics.Diagnosis;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.Info;
import org.borch.infer.run.Run;
import org.borch.infer.sgmcmc.Sgld;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An algorithm of array operations that is written outside of borch, on a model's minibatches. */
class OwnStepsTest {

  private static final int ROWS = 100;
  private static final Seed SEED = Seed.of(4);

  @TempDir private Path directory;

  /** The mean of 100 numbers with known scale: its posterior is normal. */
  private static Model<?, ?> model() {
    Module<NDArray, NDArray> mean =
        Module.of((m, scale) -> m.plate("row").rv("y", normal(m.rv("mean", normal(0, 1)), scale)));
    return mean.on(
        minibatches(BorchArray.full(new Shape(ROWS), 2, DataType.FLOAT64), 10)
            .plate("row")
            .observing("y", BorchArray.of(numbers())));
  }

  private static double[] numbers() {
    SplittableRandom random = new SplittableRandom(6);
    double[] numbers = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      numbers[i] = 1.5 + 2 * random.nextGaussian();
    }
    return numbers;
  }

  private static Draws draws(Run run, BackEnd backEnd) {
    return Infer.run(model(), density -> settings().on(density.withBackEnd(backEnd)), run, SEED);
  }

  private static Langevin settings() {
    return new Langevin(0.05, 10, 0.55);
  }

  private static Run run() {
    return Run.defaults().withSteps(400).withBurnIn(100).withThinning(5).withProgress(false);
  }

  @Test
  void fourChainsFindThePosterior() {
    Draws draws =
        Infer.run(
            model(),
            settings()::on,
            run().withSteps(40_000).withBurnIn(4_000).withThinning(10),
            SEED);
    double precision = 1 + ROWS / 4.0;
    double sum = 0;
    for (double each : numbers()) {
      sum += each / 4;
    }
    Diagnosis found = Diagnosis.of(draws.scalar("mean"));
    assertThat(draws.scalar("mean")).hasDimensions(4, 3_600);
    assertThat(found.mean()).isCloseTo(sum / precision, within(4 * found.mcseMean()));
    // Step sizes of 5e-4 and less on a variance of 0.04, and gradients' noise: less than 3 %.
    double sd = 1 / Math.sqrt(precision);
    assertThat(found.sd()).isCloseTo(sd, within(4 * found.mcseSd() + 0.03 * sd));
    assertThat(draws.stats().names()).containsExactly(Info.LOG_DENSITY, "moved__");
  }

  @ParameterizedTest
  @EnumSource(BackEnd.class)
  void anotherProcessGoesOnToTheSameBits(BackEnd backEnd) throws Exception {
    Path file = directory.resolve("run.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Interrupted.class.getName(),
                backEnd.name(),
                file.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();

    Draws whole = draws(run(), backEnd);
    Draws resumed =
        Infer.resume(model(), density -> settings().on(density.withBackEnd(backEnd)), run(), file);
    assertThat(resumed.scalar("mean")).isDeepEqualTo(whole.scalar("mean"));
    assertThat(resumed.stats().get("moved__")).isDeepEqualTo(whole.stats().get("moved__"));
  }

  /** Makes about half of a run, saves it and ends. */
  static final class Interrupted {

    public static void main(String[] arguments) {
      AtomicInteger asked = new AtomicInteger();
      Run half =
          run()
              .withCheckpoint(Path.of(arguments[1]), 150)
              .withStop(() -> asked.incrementAndGet() > 18);
      Draws draws = draws(half, BackEnd.valueOf(arguments[0]));
      if (draws.scalar("mean")[0].length >= 60) {
        throw new IllegalStateException("not interrupted");
      }
    }
  }

  @Test
  void anotherStepSizeIsRefusedWhenItGoesOn() {
    Path file = directory.resolve("run.json");
    draws(run().withCheckpoint(file, 200), BackEnd.JVM);
    Langevin other = new Langevin(0.06, 10, 0.55);
    assertThatThrownBy(
            () ->
                Infer.resume(
                    model(), density -> other.on(density.withBackEnd(BackEnd.JVM)), run(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settings.a = 0.05, got 0.06");
  }

  @Test
  void theOneThatComesWithBorchRunsTheSameWay() {
    // region run
    Run run = Run.defaults().withSteps(20_000).withBurnIn(4_000).withThinning(5);
    Draws draws =
        Infer.run(model(), Sgld.defaults().withStepSize(2e-3)::on, run.withProgress(false), SEED);
    // endregion
    Diagnosis found = Diagnosis.of(draws.scalar("mean"));
    assertThat(found.rHat()).isLessThan(1.05);
    assertThat(draws.stats().names()).contains(Info.GRADIENT_NORM);
  }
}
