package org.borch.infer.vi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.borch.Model;
import org.borch.Module;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.Infer;
import org.borch.infer.fit.Fit;
import org.borch.infer.optim.Adam;
import org.borch.infer.optim.AdamW;
import org.borch.infer.optim.DjlOptimizer;
import org.borch.infer.optim.LearningRate;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.optim.RmsProp;
import org.borch.infer.optim.Schedule;
import org.borch.infer.optim.Sgd;
import org.borch.infer.run.Fallback;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledSviTest {

  private static final Svi SETTINGS =
      Svi.defaults().withProgress(false).withOptimizer(Adam.defaults().withLearningRate(0.01));

  private static double[] values(Fit fit) {
    return BorchArray.wrap(fit.params().flat()).values();
  }

  static Stream<CompiledCases.Case> models() {
    return CompiledCases.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theJvmAgreesWithTheEngineAfter1And10Steps(CompiledCases.Case model) {
    for (int steps : new int[] {1, 10}) {
      requireEqual(model.model(), SETTINGS.withSteps(steps));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void allBackEndsAgreeAfter150Steps(CompiledCases.Case each) {
    requireThatBackEndsAgree(each, 150);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("models")
  void allBackEndsAgreeAfter1000Steps(CompiledCases.Case each) {
    requireThatBackEndsAgree(each, 1_000);
  }

  private static void requireThatBackEndsAgree(CompiledCases.Case each, int steps) {
    Model<?, ?> model = each.model();
    Svi settings = SETTINGS.withSteps(steps);
    Svi torchScript = settings.withBackEnd(BackEnd.TORCHSCRIPT);
    try (Fit eager = Infer.fit(model, settings.withBackEnd(BackEnd.EAGER), Seed.of(1))) {
      assertThat(eager.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      requireEqual(model, settings.withBackEnd(BackEnd.JVM), eager);
      if (each.lacksTorchScript() == null) {
        requireEqual(model, torchScript, eager);
        return;
      }
    }
    assertThatThrownBy(() -> Infer.fit(model, torchScript, Seed.of(1)))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining(each.lacksTorchScript());
  }

  @ParameterizedTest
  @MethodSource("models")
  void severalParticlesAtOnceAgreeWithTheEngine(CompiledCases.Case model) {
    requireEqual(model.model(), SETTINGS.withSteps(20).withParticles(4));
  }

  @ParameterizedTest
  @MethodSource("models")
  void particlesAtOnceHaveLossAndGradientOfALoop(CompiledCases.Case each) {
    Model<?, ?> model = each.model();
    try (Params params = model.init(Seed.of(1))) {
      Key key = Seed.of(2).at(0);
      try (Scope scope = Scope.open()) {
        NDArray loop = Infer.viLoss(model.sample(params, key, 5));
        NDArray atOnce = Infer.viLoss(model, params, key, 5);
        requireClose(read(atOnce), read(loop));
        requireClose(read(params.gradient(atOnce)), read(params.gradient(loop)));
      }
    }
  }

  static Stream<Optimizer> optimizers() {
    Schedule rate = Schedule.exponential(0.05, 0.5, 40).after(10);
    return Stream.of(
        Sgd.defaults().withLearningRate(1e-3).withMomentum(0.9).withNesterov(true),
        Adam.defaults().withLearningRate(rate).withAmsgrad(true),
        Adam.defaults().withLearningRate(LearningRate.of(rate).withFactor("mu|*", 0.1)),
        AdamW.defaults().withLearningRate(rate),
        RmsProp.defaults().withLearningRate(rate).withMomentum(0.5),
        Adam.defaults().withLearningRate(rate).clippedToNorm(0.5),
        Adam.defaults().withLearningRate(rate).clippedToValue(0.1));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimiserIsPartOfTheProgram(Optimizer optimizer) {
    Model<?, ?> model = CompiledCases.eightSchools().in(DataType.FLOAT64);
    requireEqual(model, SETTINGS.withSteps(200).withOptimizer(optimizer));
  }

  private static void requireEqual(Model<?, ?> model, Svi settings) {
    try (Fit eager = Infer.fit(model, settings.withBackEnd(BackEnd.EAGER), Seed.of(1))) {
      assertThat(eager.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      requireEqual(model, settings.withBackEnd(BackEnd.JVM), eager);
    }
  }

  private static void requireEqual(Model<?, ?> model, Svi settings, Fit expected) {
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      assertThat(fit.execution().backEnd()).isEqualTo(settings.backEnd());
      requireClose(fit.losses(), expected.losses());
      requireClose(values(fit), values(expected));
    }
  }

  /** To 1e-6 of the largest number. */
  private static void requireClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(1e-6 * Math.max(1, largest)));
  }

  @Test
  void everyThreadHasTheSameBits() throws Exception {
    Model<?, ?> model = CompiledCases.eightSchools();
    double[] expected = fitted(model);
    for (int threads : new int[] {1, 2, 4}) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        List<Callable<double[]>> tasks = Collections.nCopies(threads, () -> fitted(model));
        for (Future<double[]> each : pool.invokeAll(tasks)) {
          assertThat(each.get()).containsExactly(expected);
        }
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void anotherProcessHasTheSameBitsAndStartsNoEngine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutEngine.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    double[] expected = fitted(CompiledCases.minibatch());
    assertThat(output.strip()).isEqualTo("0 " + Arrays.toString(expected));
  }

  private static double[] fitted(Model<?, ?> model) {
    try (Fit fit = Infer.fit(model, SETTINGS.withSteps(300), Seed.of(1))) {
      assertThat(fit.execution().backEnd()).isEqualTo(BackEnd.JVM);
      return values(fit);
    }
  }

  /** Prints how many of the engine's libraries were loaded, and the fitted parameters. */
  static final class WithoutEngine {

    public static void main(String[] arguments) throws IOException {
      double[] values = fitted(CompiledCases.minibatch());
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        long loaded = maps.filter(line -> line.matches(".*torch.*[.]so.*")).count();
        System.out.println(loaded + " " + Arrays.toString(values));
      }
    }
  }

  @Test
  void anOptimiserWithHiddenStateRunsEagerly() {
    Optimizer djl =
        new DjlOptimizer(
            ai.djl.training.optimizer.Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed(0.01f))
                .build());
    Model<?, ?> model = CompiledCases.eightSchools();
    try (CapturedLog log = new CapturedLog(Fallback.class);
        Fit fit = Infer.fit(model, SETTINGS.withSteps(5).withOptimizer(djl), Seed.of(1))) {
      assertThat(fit.execution().backEnd()).isEqualTo(BackEnd.EAGER);
      assertThat(fit.execution().reason()).contains("DJL's optimisers");
      assertThat(log.lines()).singleElement().asString().contains("DJL's optimisers");
    }
  }

  @Test
  void mapLossAndViLossOfAPointAreEqualAndMapFindsTheMode() {
    Module<Integer, NDArray> module =
        Module.of((m, none) -> m.rv("y", normal(m.rv("x", normal(0, 1)), 1)));
    Model<?, ?> model = module.on(0).observe("y", 3).in(DataType.FLOAT64);
    Svi settings = Svi.defaults().withProgress(false).withSteps(2_000);
    try (Fit fit = Infer.map(model, settings, Seed.of(1));
        Scope scope = Scope.open()) {
      Trace draw = fit.model().sample(fit.params(), Seed.of(1).at(0));
      assertThat(read(Infer.mapLoss(draw))).containsExactly(read(Infer.viLoss(draw)));
      // The posterior is normal with mean 3/2; the learning rate falls to 0.
      assertThat(values(fit)).containsExactly(new double[] {1.5}, within(1e-4));
      assertThat(fit.execution().backEnd()).isEqualTo(BackEnd.JVM);
    }
  }

  /** Measured: 3.0 ms a step on the JVM, 8.8 ms in TorchScript; docs/concepts/compiled.md. */
  @Test
  void aLongDensityOfOneLogarithmEachRunsOnTheJvm() {
    Module<Integer, NDArray> module =
        Module.of(
            (m, none) -> {
              NDArray mu = m.rv("mu", normal(0, 1));
              NDArray scale = m.rv("scale", halfNormal(1));
              return m.plate("row", 300_000).rv("y", studentT(4, mu, scale));
            });
    double[] y = new double[300_000];
    Arrays.setAll(y, i -> Math.sin(i));
    Model<?, ?> model = module.on(0).observe("y", y).in(DataType.FLOAT32);
    Model<?, ?> posed = model.withPosterior(Posteriors.normal());
    try (Fit fit = Infer.fit(posed, SETTINGS.withSteps(1), Seed.of(1))) {
      assertThat(fit.execution().backEnd()).as(fit.execution().reason()).isEqualTo(BackEnd.JVM);
    }
  }

  private static double[] read(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
