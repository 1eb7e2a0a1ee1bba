package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.borch.Model;
import org.borch.infer.Fit;
import org.borch.infer.Infer;
import org.borch.infer.LogDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.TorchProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example's model on every back-end. */
class CompiledExamplesTest {

  private static final int POINTS = 5;
  private static final double LIMIT_SECONDS = 0.3;

  /** Models by name. */
  static Stream<Arguments> models() {
    Map<String, Model<?, ?>> models = new LinkedHashMap<>();
    models.put("eight schools", EightSchools.observed().withPosterior(Posteriors.normal()));
    models.put(
        "eight schools, full rank",
        EightSchools.observed().withPosterior(new EightSchools.FullRankNormal()));
    models.put(
        "linear regression",
        new LinearRegression()
            .on(BorchArray.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5))
            .observe("y", 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
            .withPosterior(Posteriors.normal()));
    Table flights = Table.read("challenger.csv");
    models.put(
        "challenger",
        new Challenger()
            .on(BorchArray.of(flights.column("fahrenheit")))
            .observe("distress", flights.column("distress"))
            .withPosterior(Posteriors.normal()));
    Table readings = Table.read("motorcycle.csv");
    models.put(
        "motorcycle",
        new Motorcycle()
            .on(BorchArray.of(readings.column("milliseconds")))
            .observe("acceleration", readings.column("acceleration"))
            .withPosterior(Posteriors.normal()));
    models.put("volatility", Volatility.simulated(50));
    return models.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  static Stream<Arguments> modelsAndTypes() {
    return models()
        .flatMap(
            each ->
                Stream.of(DataType.FLOAT64, DataType.FLOAT32)
                    .map(type -> Arguments.of(each.get()[0], each.get()[1], type)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void logDensitiesAndTheirGradients(String name, Model<?, ?> model) {
    LogDensity density = LogDensity.of(model, Seed.of(1));
    TorchProgram torch = TorchProgram.of(density.graph().orElseThrow());
    LogDensity.Evaluator eager = density.withBackEnd(BackEnd.EAGER).evaluator();
    int n = density.dimension();
    SplittableRandom random = new SplittableRandom(4);
    for (int point = 0; point < POINTS; point++) {
      double[] at = random.doubles(n, -1, 1).toArray();
      double[] expected = new double[n];
      double value = eager.valueAndGradient(at, expected);
      double[] jvm = new double[n];

      assertThat(density.evaluator().valueAndGradient(at, jvm)).isCloseTo(value, ofLargest(value));
      assertThat(jvm).containsExactly(expected, ofLargest(expected));
      try (Scope scope = Scope.open()) {
        List<NDArray> results = torch.run(List.of(BorchArray.of(at)));
        assertThat(values(results.get(0))[0]).isCloseTo(value, ofLargest(value));
        assertThat(values(results.get(1))).containsExactly(expected, ofLargest(expected));
      }
    }
  }

  private static Offset<Double> ofLargest(double... expected) {
    return within(1e-9 * Math.max(1, largest(expected)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndTypes")
  void oneStepHasTheSameNewParameters(String name, Model<?, ?> model, DataType type) {
    double[] expected = afterOneStep(model.in(type), BackEnd.EAGER);
    double tolerance = type == DataType.FLOAT64 ? 1e-9 : 1e-4;

    for (BackEnd backEnd : List.of(BackEnd.JVM, BackEnd.TORCHSCRIPT)) {
      assertThat(afterOneStep(model.in(type), backEnd))
          .as(backEnd.toString())
          .containsExactly(expected, within(tolerance * Math.max(1, largest(expected))));
    }
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double[] afterOneStep(Model<?, ?> model, BackEnd backEnd) {
    Svi settings =
        Svi.defaults()
            .withOptimizer(Adam.defaults().withLearningRate(0.01))
            .withProgress(false)
            .withSteps(1)
            .withBackEnd(backEnd);
    try (Fit fit = Infer.fit(model, settings, Seed.of(1))) {
      assertThat(fit.execution().backEnd()).isEqualTo(backEnd);
      return values(fit.params().flat());
    }
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  /** In CPU time of the thread, in a process that has compiled something before. */
  @ParameterizedTest
  @MethodSource("models")
  void tracingAndCompilingTakesUnder300Milliseconds(String name, Model<?, ?> model) {
    assertThat(seconds(() -> LogDensity.of(model, Seed.of(1)).evaluator()))
        .isLessThan(LIMIT_SECONDS);
    assertThat(seconds(() -> afterOneStep(model, BackEnd.JVM))).isLessThan(LIMIT_SECONDS);
  }

  private static double seconds(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 3; i++) {
      long begin = threads.getCurrentThreadCpuTime();
      work.run();
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - begin) / 1e9);
    }
    return best;
  }
}
