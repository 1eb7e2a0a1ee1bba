package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;

/**
 * Random functions and their transformations: the engine, generated code, the interpreter and
 * TorchScript compute the same, which is what a loop over elements and finite differences say.
 */
class RandomFunctionsTest {

  private static final int ELEMENTS = 3;
  private static final double DOUBLE = 1e-9;
  private static final double SINGLE = 1e-4;

  /** What is made of a function before it is compared. */
  enum Transformation {
    NONE,
    GRADIENT,
    MAP_OF_GRADIENT,
    GRADIENT_OF_MAP
  }

  @Provide
  Arbitrary<RandomFunction> functions() {
    return RandomFunction.all(DataType.FLOAT64);
  }

  @Provide
  Arbitrary<RandomFunction> singles() {
    return RandomFunction.all(DataType.FLOAT32);
  }

  @Property(tries = 300, seed = "1", edgeCases = EdgeCasesMode.NONE)
  void nobodyDisagrees(
      @ForAll("functions") RandomFunction function,
      @ForAll Transformation transformation,
      @ForAll @IntRange(max = 1000) int seed) {
    assertAgreement(function, transformation, seed);
  }

  @Tag("slow")
  @Property(tries = 10_000, seed = "2", edgeCases = EdgeCasesMode.NONE)
  void nobodyDisagreesAboutMany(
      @ForAll("functions") RandomFunction function,
      @ForAll Transformation transformation,
      @ForAll @IntRange(max = 1000) int seed) {
    assertAgreement(function, transformation, seed);
  }

  @Property(tries = 100, seed = "3", edgeCases = EdgeCasesMode.NONE)
  void singlePrecisionIsDoublePrecisionRounded(
      @ForAll("singles") RandomFunction function,
      @ForAll Transformation transformation,
      @ForAll @IntRange(max = 1000) int seed) {
    Case each = new Case(function, transformation, seed);
    try (Scope scope = Scope.open()) {
      Graph graph = each.graph();
      Program program = Program.of(graph);
      assertThat(program.isCompiled()).isTrue();
      assertThat(program.precision()).isEqualTo(DataType.FLOAT32);
      List<double[]> exact = run(Program.interpreted(graph).plan(), graph, each.arguments());
      requireClose(run(program.plan(), graph, each.arguments()), exact, SINGLE, "JVM", graph);
    }
  }

  private static void assertAgreement(
      RandomFunction function, Transformation transformation, int seed) {
    Case each = new Case(function, transformation, seed);
    try (Scope scope = Scope.open()) {
      Graph graph = each.graph();
      List<double[]> eager = read(each.transformed().apply(each.arguments()));

      Program program = Program.of(graph);
      assertThat(program.isCompiled()).isTrue();
      List<double[]> jvm = run(program.plan(), graph, each.arguments());
      requireClose(jvm, eager, DOUBLE, "JVM", graph);
      List<double[]> interpreted = run(Program.interpreted(graph).plan(), graph, each.arguments());
      requireClose(interpreted, eager, DOUBLE, "interpreter", graph);
      List<double[]> torch = read(TorchProgram.of(graph).run(each.arguments()));
      requireClose(torch, eager, DOUBLE, "TorchScript", graph);
      if (transformation == Transformation.MAP_OF_GRADIENT
          || transformation == Transformation.GRADIENT_OF_MAP) {
        requireClose(eager, read(each.loop().apply(each.arguments())), DOUBLE, "vmap", graph);
      }
      if (transformation == Transformation.GRADIENT
          || transformation == Transformation.GRADIENT_OF_MAP) {
        each.requireFiniteDifferences(eager);
      }
    }
  }

  /** A transformed function and its arguments. */
  private record Case(RandomFunction function, Transformation transformation, int seed) {

    Graph graph() {
      List<Spec> specs =
          arguments().stream().map(argument -> BorchArray.wrap(argument).spec()).toList();
      return Graph.trace(transformed(), specs);
    }

    Function<List<NDArray>, List<NDArray>> transformed() {
      return switch (transformation) {
        case NONE -> function::arrays;
        case GRADIENT -> gradient(function::scalar);
        case MAP_OF_GRADIENT -> at -> Batching.vmap(gradient(function::scalar), at, axes());
        case GRADIENT_OF_MAP ->
            gradient(
                at ->
                    sumOfSquares(
                        Batching.vmap(in -> List.of(function.scalar(in)), at, axes()).get(0)));
      };
    }

    /** What the transformation means. */
    Function<List<NDArray>, List<NDArray>> loop() {
      return transformation == Transformation.MAP_OF_GRADIENT
          ? at -> loop(gradient(function::scalar), at)
          : gradient(this::scalar);
    }

    /** The function whose gradient is computed. */
    private NDArray scalar(List<NDArray> at) {
      return isMapped()
          ? sumOfSquares(loop(in -> List.of(function.scalar(in)), at).get(0))
          : function.scalar(at);
    }

    private boolean isMapped() {
      return transformation == Transformation.MAP_OF_GRADIENT
          || transformation == Transformation.GRADIENT_OF_MAP;
    }

    private static NDArray sumOfSquares(NDArray values) {
      return values.square().sum();
    }

    private static Function<List<NDArray>, List<NDArray>> gradient(
        Function<List<NDArray>, NDArray> scalar) {
      return at -> {
        Autodiff.ValueAndGradient result = Autodiff.valueAndGrad(scalar, at);
        List<NDArray> all = new ArrayList<>(List.of(result.value()));
        all.addAll(result.gradient());
        return all;
      };
    }

    /** Which arguments are mapped: at least one. */
    private List<Integer> mapped() {
      int bits = isMapped() ? 1 + seed % 7 : 0;
      return IntStream.range(0, 3).filter(i -> (bits >> i & 1) != 0).boxed().toList();
    }

    private int[] axes() {
      List<Integer> mapped = mapped();
      return IntStream.range(0, 3).map(i -> mapped.contains(i) ? 0 : Batching.UNMAPPED).toArray();
    }

    List<NDArray> arguments() {
      Random random = new Random(seed);
      List<NDArray> arguments = new ArrayList<>();
      for (int i = 0; i < function.inputs().size(); i++) {
        Spec one = function.inputs().get(i);
        Shape shape = mapped().contains(i) ? new Shape(ELEMENTS).addAll(one.shape()) : one.shape();
        double[] values = random.doubles(shape.size(), -2, 2).toArray();
        arguments.add(BorchArray.of(one.with(shape), values));
      }
      return arguments;
    }

    private List<NDArray> loop(
        Function<List<NDArray>, List<NDArray>> body, List<NDArray> arguments) {
      List<List<NDArray>> results = new ArrayList<>();
      for (int element = 0; element < ELEMENTS; element++) {
        List<NDArray> inputs = new ArrayList<>(arguments);
        for (int i : mapped()) {
          inputs.set(i, arguments.get(i).get(element));
        }
        results.add(body.apply(inputs));
      }
      List<NDArray> stacked = new ArrayList<>();
      for (int i = 0; i < results.get(0).size(); i++) {
        int result = i;
        stacked.add(
            ArrayMath.stack(
                0, results.stream().map(one -> one.get(result)).toArray(NDArray[]::new)));
      }
      return stacked;
    }

    /**
     * The derivative in a random direction. Functions have kinks and jumps: where the differences
     * of two steps disagree with each other, they say nothing.
     */
    void requireFiniteDifferences(List<double[]> valueThenGradient) {
      Random random = new Random(seed + 1);
      List<double[]> direction = new ArrayList<>();
      double slope = 0;
      double scale = 1;
      for (double[] gradient : valueThenGradient.subList(1, valueThenGradient.size())) {
        double[] along = random.doubles(gradient.length, -1, 1).toArray();
        direction.add(along);
        for (int i = 0; i < along.length; i++) {
          slope += along[i] * gradient[i];
          scale += Math.abs(along[i] * gradient[i]);
        }
      }
      double wide = difference(direction, 2e-5);
      double narrow = difference(direction, 1e-5);
      scale += Math.abs(valueThenGradient.get(0)[0]);
      // Rounding of the value counts 1e-16 / 1e-5, the third derivative what both differ by.
      double doubt = Math.abs(wide - narrow);
      boolean smooth = doubt < 1e-8 * scale;
      Statistics.label("smooth")
          .collect(smooth)
          .coverage(all -> all.check(true).percentage(share -> share > 90));
      if (smooth) {
        assertThat(Math.abs(narrow - slope))
            .as("slope %s, difference %s of %s", slope, narrow, this)
            .isLessThan(1e-7 * scale);
      }
    }

    private double difference(List<double[]> direction, double step) {
      List<NDArray> up = new ArrayList<>();
      List<NDArray> down = new ArrayList<>();
      List<NDArray> arguments = arguments();
      for (int i = 0; i < arguments.size(); i++) {
        NDArray along =
            BorchArray.of(BorchArray.wrap(arguments.get(i)).spec(), direction.get(i)).mul(step);
        up.add(arguments.get(i).add(along));
        down.add(arguments.get(i).sub(along));
      }
      double rise = read(List.of(scalar(up))).get(0)[0] - read(List.of(scalar(down))).get(0)[0];
      return rise / (2 * step);
    }
  }

  private static List<double[]> run(Plan plan, Graph graph, List<NDArray> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      plan.write(i, BorchArray.wrap(arguments.get(i)).values());
    }
    plan.run();
    List<double[]> results = new ArrayList<>();
    for (Spec output : graph.outputs()) {
      results.add(new double[output.size()]);
      plan.read(results.size() - 1, results.get(results.size() - 1));
    }
    return results;
  }

  private static List<double[]> read(List<NDArray> arrays) {
    return arrays.stream().map(array -> BorchArray.wrap(array).values()).toList();
  }

  /** Relative to the largest number among the results, as sums of many terms may cancel. */
  private static void requireClose(
      List<double[]> actual, List<double[]> expected, double tolerance, String who, Graph graph) {
    double largest = 1;
    for (double[] values : expected) {
      for (double value : values) {
        largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      double[] got = actual.get(i);
      double[] want = expected.get(i);
      assertThat(got).hasSameSizeAs(want);
      for (int j = 0; j < got.length; j++) {
        boolean close =
            Double.isFinite(want[j])
                ? Math.abs(got[j] - want[j]) <= tolerance * largest
                : Double.compare(got[j], want[j]) == 0;
        if (!close) {
          throw new AssertionError(
              who
                  + ": element "
                  + j
                  + " of result "
                  + i
                  + " is "
                  + got[j]
                  + ", not "
                  + want[j]
                  + "\n"
                  + graph);
        }
      }
    }
  }
}
