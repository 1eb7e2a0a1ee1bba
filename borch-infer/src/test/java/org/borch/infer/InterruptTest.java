package org.borch.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.fit.Fit;
import org.borch.infer.fit.Predictive;
import org.borch.infer.laplace.Ending;
import org.borch.infer.laplace.Laplace;
import org.borch.infer.laplace.LaplaceFit;
import org.borch.infer.laplace.Lbfgs;
import org.borch.infer.laplace.Mode;
import org.borch.infer.mcmc.Slice;
import org.borch.infer.run.Stop;
import org.borch.infer.vi.Svi;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work ends when the thread that waits for it is interrupted, and the thread stays so. */
class InterruptTest {

  private static final Seed SEED = Seed.of(4);
  private static final Svi SVI = Svi.defaults().withProgress(false).withBlock(10);

  @AfterEach
  void forget() {
    Thread.interrupted();
  }

  /** A model that does something in each run. */
  private static Model<?, ?> model(Runnable inRun) {
    Module<NDArray, NDArray> module =
        Module.of(
            (m, x) -> {
              inRun.run();
              NDArray slope = m.rv("slope", normal(0, 2));
              NDArray noise = m.rv("noise", halfNormal(1));
              return m.plate("row").rv("y", normal(x.mul(slope), noise));
            });
    return module.on(BorchArray.of(-1, 0, 1, 2)).observe("y", -1.2, 0.3, 0.8, 2.4);
  }

  private static double[] values(Fit fit) {
    return BorchArray.wrap(fit.params().flat()).values();
  }

  @Test
  void anInterruptedFitIsWhatItsStepsCameToAndGoesOnFromItsFile(@TempDir Path folder) {
    Path file = folder.resolve("run.safetensors");
    Svi settings = SVI.withSteps(200);
    Svi.Callback interrupting =
        (step, loss) -> {
          if (step == 50) {
            Thread.currentThread().interrupt();
          }
          return true;
        };
    Model<?, ?> model = model(() -> {});
    try (Fit part =
        Infer.fit(model, settings.withCheckpoint(file, 1_000).withCallback(interrupting), SEED)) {
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part.stop()).isEqualTo(new Stop.Interrupted(50));
      assertThat(part.losses()).hasSize(50);
    }
    try (Fit resumed = Infer.resume(model, settings, file);
        Fit whole = Infer.fit(model, settings, SEED)) {
      assertThat(values(resumed)).containsExactly(values(whole));
      assertThat(resumed.losses()).containsExactly(whole.losses());
    }
  }

  /** Blocks of slow steps are not made to their end, and the rest of one is made later. */
  @Test
  void aBlockOfSlowStepsEndsEarlyAndALaterRunMakesItsRest(@TempDir Path folder) {
    Path file = folder.resolve("run.safetensors");
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    Thread caller = Thread.currentThread();
    Model<?, ?> model =
        model(
            () -> {
              if (left.get() < 30) {
                pause();
              }
              if (left.decrementAndGet() == 0) {
                caller.interrupt();
                left.set(Integer.MAX_VALUE);
              }
            });
    Svi settings = SVI.withSteps(1_000).withBlock(1_000).withBackEnd(BackEnd.EAGER);
    left.set(20);
    try (Fit part = Infer.fit(model, settings.withCheckpoint(file, 1_000), SEED)) {
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part.stop()).isInstanceOf(Stop.Interrupted.class);
      assertThat(part.losses()).hasSizeBetween(1, 500);
    }
    try (Fit resumed = Infer.resume(model, settings, file);
        Fit whole = Infer.fit(model, settings, SEED)) {
      assertThat(values(resumed)).containsExactly(values(whole));
      assertThat(resumed.losses()).containsExactly(whole.losses());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFitThatIsInterruptedBeforeItBeginsHasOneStep() {
    Thread.currentThread().interrupt();
    try (Fit fit = Infer.fit(model(() -> {}), SVI.withSteps(100), SEED)) {
      assertThat(fit.losses()).hasSize(1);
      assertThat(fit.stop().message()).isEqualTo("Interrupted after 1 steps.");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
  }

  @Test
  void drawsAndPredictionsOfAFitEnd() {
    Model<?, ?> model = model(() -> {});
    try (Fit fit = Infer.fit(model, SVI.withSteps(20), SEED)) {
      List<Runnable> all =
          List.of(
              () -> fit.draws(10, SEED),
              () -> fit.predict(BorchArray.of(1, 2), 10, SEED),
              () -> fit.posteriorPredictive(10, SEED),
              () -> fit.summary(10, SEED),
              () -> fit.elbo(10, SEED),
              () -> fit.check(10, SEED));
      for (Runnable each : all) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(each::run)
            .isInstanceOf(CancellationException.class)
            .hasMessageContaining("Interrupted after 0 of 10 draws");
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Test
  void predictionsAtDrawsEnd() {
    Model<?, ?> model = model(() -> {});
    Draws draws =
        Infer.sample(
            model,
            Slice.defaults().with(run -> run.withWarmup(20).withDraws(20).withProgress(false)),
            SEED);
    AtomicInteger seen = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Predictive.posterior(model, draws, SEED)
                    .each(
                        (chain, draw, values) -> {
                          if (seen.incrementAndGet() == 7) {
                            Thread.currentThread().interrupt();
                          }
                        }))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("after 7 of 80 draws");
    assertThat(seen.get()).isEqualTo(7);
  }

  /** A long valley: some hundred iterations. */
  private static LogDensity valley(int interruptAt, AtomicInteger evaluations) {
    return LogDensity.of(
        Map.of("x", new Shape(2)),
        () ->
            (at, gradient) -> {
              if (evaluations.incrementAndGet() == interruptAt) {
                Thread.currentThread().interrupt();
              }
              double rest = at[1] - at[0] * at[0];
              gradient[0] = 400 * rest * at[0] + 2 * (1 - at[0]);
              gradient[1] = -200 * rest;
              return -100 * rest * rest - (1 - at[0]) * (1 - at[0]);
            });
  }

  @Test
  void aSearchForAModeGivesTheBestPointUntilThen() {
    AtomicInteger evaluations = new AtomicInteger();
    Mode mode = Lbfgs.defaults().mode(valley(5, evaluations), SEED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(mode.ending()).isEqualTo(Ending.INTERRUPTED);
    assertThat(mode.isConverged()).isFalse();
    assertThat(mode.message()).contains("the thread was interrupted");
    assertThat(evaluations.get()).isLessThan(30);
    Lbfgs further = Lbfgs.defaults().withStart(mode.asStart());
    assertThat(further.mode(valley(-1, evaluations), SEED).isConverged()).isTrue();
  }

  @Test
  void aLaplaceApproximationSaysThatItWasInterrupted() {
    AtomicInteger evaluations = new AtomicInteger();
    LaplaceFit fit = Laplace.defaults().approximate(valley(5, evaluations), SEED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fit.fault().orElseThrow()).contains("the thread was interrupted");
    int search = searched();
    assertThatThrownBy(
            () -> Laplace.defaults().approximate(valley(search, new AtomicInteger()), SEED))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("of 2 columns of the Hessian");
  }

  /** The number of evaluations that a whole search takes: the next one is the Hessian's. */
  private static int searched() {
    AtomicInteger evaluations = new AtomicInteger();
    Lbfgs.defaults().withJacobian(true).mode(valley(-1, evaluations), SEED);
    return evaluations.get() + 1;
  }
}
