package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.studentT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.borch.Model;
import org.borch.Module;
import org.borch.distributions.Distribution;
import org.borch.infer.Infer;
import org.borch.infer.density.LogDensity;
import org.borch.infer.fit.Fit;
import org.borch.infer.joint.JointDensity;
import org.borch.infer.optim.Adam;
import org.borch.infer.vi.Svi;
import org.borch.posterior.Posteriors;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example's model on every back-end. */
@Tag("short")
class CompiledExamplesTest {

  /** Samplers by rejection have no TorchScript text. */
  private static final String DRAWN_BY_REJECTION = "heavy tails, automatic";

  private static final int POINTS = 5;

  /** Today's largest is 7.1, for a step of the motorcycle's network. */
  private static final double LIMIT_MEGABYTES = 20;

  /** Models by name. */
  static Stream<Arguments> models() {
    Map<String, Model<?, ?>> models = new LinkedHashMap<>();
    models.put("eight schools", EightSchools.observed().withPosterior(Posteriors.normal()));
    models.put(
        "eight schools, full rank of one's own",
        EightSchools.observed().withPosterior(new PosteriorsTutorial.FullRankNormal()));
    models.put(
        "eight schools, multivariate",
        EightSchools.observed().withPosterior(Posteriors.multivariateNormal()));
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
    models.put("heavy tails", module(studentT(1, 0, 1)).withPosterior(Posteriors.normal()));
    models.put(
        "by hand",
        module(normal(5, 1)).withPosterior(Posteriors.manual(new PosteriorsTutorial.Guide())));
    models.put(DRAWN_BY_REJECTION, module(studentT(4, 0, 1)));
    return models.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  private static Model<Object, NDArray> module(Distribution prior) {
    Module<Object, NDArray> module = Module.of((m, nothing) -> m.rv("z", prior));
    return module.on();
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
    JointDensity density = JointDensity.of(model, Seed.of(1));
    LogDensity.Evaluator jvm = density.withBackEnd(BackEnd.JVM).evaluator();
    LogDensity.Evaluator torch = density.withBackEnd(BackEnd.TORCHSCRIPT).evaluator();
    LogDensity.Evaluator eager = density.withBackEnd(BackEnd.EAGER).evaluator();
    int n = density.dimension();
    SplittableRandom random = new SplittableRandom(4);
    for (int point = 0; point < POINTS; point++) {
      double[] at = random.doubles(n, -1, 1).toArray();
      double[] expected = new double[n];
      double value = eager.valueAndGradient(at, expected);
      for (LogDensity.Evaluator compiled : List.of(jvm, torch)) {
        double[] slope = new double[n];

        double result = compiled.valueAndGradient(at, slope);

        assertThat(result).isCloseTo(value, ofLargest(value));
        assertThat(slope).containsExactly(expected, ofLargest(expected));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void mappedLogDensitiesAreALoop(String name, Model<?, ?> model) {
    JointDensity density = JointDensity.of(model, Seed.of(1));
    LogDensity.Evaluator one = density.evaluator();
    int n = density.dimension();
    Set<Integer> graphs = new HashSet<>();
    for (int size : new int[] {1, 7, 64}) {
      double[] all = new SplittableRandom(size).doubles((long) size * n, -1, 1).toArray();
      NDArray points = BorchArray.of(new Shape(size, n), all);
      Graph graph = Graph.trace(in -> mapped(density, in), List.of(BorchArray.wrap(points).spec()));
      if (size > 1) {
        graphs.add(graph.size());
      }
      try (Scope scope = Scope.open()) {
        List<List<NDArray>> results = new ArrayList<>(List.of(mapped(density, List.of(points))));
        for (BackEnd backEnd : List.of(BackEnd.JVM, BackEnd.TORCHSCRIPT)) {
          Executable program = Executable.of(graph, BackEndChoice.forced(graph, backEnd));
          results.add(program.run(List.of(points)));
        }
        double[] expected = new double[n];
        for (int i = 0; i < size; i++) {
          double[] at = Arrays.copyOfRange(all, i * n, (i + 1) * n);
          double value = one.valueAndGradient(at, expected);
          for (List<NDArray> result : results) {
            double[] slopes = values(result.get(1));
            assertThat(values(result.get(0))[i]).isCloseTo(value, ofLargest(value));
            assertThat(Arrays.copyOfRange(slopes, i * n, (i + 1) * n))
                .containsExactly(expected, ofLargest(expected));
          }
        }
      }
    }
    assertThat(graphs).as("nodes, whatever the number of points").hasSize(1);
  }

  private static List<NDArray> mapped(LogDensity density, List<NDArray> points) {
    Graph graph = density.graph().orElseThrow();
    return Batching.vmap(
        at -> List.copyOf(graph.apply(at.stream().map(BorchArray::wrap).toList())), points);
  }

  private static Offset<Double> ofLargest(double... expected) {
    return within(1e-9 * Math.max(1, largest(expected)));
  }

  @ParameterizedTest
  @MethodSource("modelsAndTypes")
  void oneStepHasTheSameNewParameters(String name, Model<?, ?> model, DataType type) {
    double[] expected = afterOneStep(model.in(type), BackEnd.EAGER);
    double tolerance = type == DataType.FLOAT64 ? 1e-9 : 1e-4;

    List<BackEnd> backEnds =
        name.equals(DRAWN_BY_REJECTION)
            ? List.of(BackEnd.JVM)
            : List.of(BackEnd.JVM, BackEnd.TORCHSCRIPT);
    for (BackEnd backEnd : backEnds) {
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

  /** What is made is what costs; here no clock is asked. */
  @ParameterizedTest
  @MethodSource("models")
  void tracingAndCompilingAllocatesLittle(String name, Model<?, ?> model) {
    assertThat(megabytes(() -> JointDensity.of(model, Seed.of(1)).evaluator()))
        .isLessThan(LIMIT_MEGABYTES);
    assertThat(megabytes(() -> afterOneStep(model, BackEnd.JVM))).isLessThan(LIMIT_MEGABYTES);
  }

  /** Of this thread, after a first time that loads classes. */
  private static double megabytes(Runnable work) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    work.run();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return (threads.getCurrentThreadAllocatedBytes() - before) / 1e6;
  }
}
