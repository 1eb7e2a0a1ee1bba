package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs in single precision against the interpreter, which computes in doubles. */
class FloatProgramTest {

  /** Some fifty roundings of 6e-8 each, relative to the largest term. */
  private static final double TOLERANCE = 3e-6;

  private static Spec floats(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT32);
  }

  private static Graph trace(Function<List<NDArray>, NDArray> function, Spec... inputs) {
    return Graph.trace(in -> List.of(function.apply(in)), List.of(inputs));
  }

  private static double[] read(Plan plan, Graph graph, int output) {
    double[] values = new double[graph.outputs().get(output).size()];
    plan.read(output, values);
    return values;
  }

  private static void assertLikeTheInterpreter(Graph graph, long seed, double tolerance) {
    Program program = Program.of(graph);
    assertThat(program.precision()).isEqualTo(DataType.FLOAT32);
    assertThat(program.isCompiled()).isTrue();
    Plan plan = program.plan();
    Plan oracle = Program.interpreted(graph).plan();
    Random random = new Random(seed);
    double largest = 1;
    for (int i = 0; i < graph.inputs().size(); i++) {
      double[] values = random.doubles(graph.inputs().get(i).size(), -2, 2).toArray();
      plan.write(i, values);
      oracle.write(i, values);
    }
    plan.run();
    plan.run();
    oracle.run();
    List<double[]> expected = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      expected.add(read(oracle, graph, i));
      for (double value : expected.get(i)) {
        largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      double[] actual = read(plan, graph, i);
      for (int j = 0; j < actual.length; j++) {
        double error = Math.abs(actual[j] - expected.get(i)[j]);
        boolean close =
            Double.isFinite(expected.get(i)[j])
                ? error <= tolerance * largest
                : Double.compare(actual[j], expected.get(i)[j]) == 0;
        assertThat(close)
            .as(
                "element %d of result %d is %s, expected %s; seed %d\n%s",
                j, i, actual[j], expected.get(i)[j], seed, graph)
            .isTrue();
      }
    }
  }

  private static List<NDArray> valueAndGradient(
      Function<List<NDArray>, NDArray> function, List<NDArray> at) {
    var result = Autodiff.valueAndGrad(function, at);
    return Stream.concat(Stream.of(result.value()), result.gradient().stream()).toList();
  }

  static Stream<Map.Entry<String, UnaryOperator<NDArray>>> functions() {
    return GeneratedCodeTest.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsPassExtremeNumbersOnLikeTheInterpreter(
      Map.Entry<String, UnaryOperator<NDArray>> function) {
    float[] extreme = {
      0,
      -0.0f,
      1,
      -1,
      0.5f,
      -0.5f,
      2,
      -2,
      1e-42f,
      -1e-42f,
      1e-7f,
      -1e-7f,
      1e7f,
      -1e7f,
      30.3f,
      -30.3f,
      84.2f,
      -84.2f,
      88.6f,
      -88.6f,
      89,
      -104,
      -103,
      3e38f,
      -3e38f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      0.999999f,
      -0.999999f,
      12,
      -12.5f,
      3.7f
    };
    for (int length : new int[] {1, 5, extreme.length, 4099}) {
      Graph graph = trace(in -> function.getValue().apply(in.get(0)), floats(length));
      Plan plan = Program.of(graph).plan();
      Plan oracle = Program.interpreted(graph).plan();
      for (int start = 0; start < extreme.length; start += length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
          values[i] = extreme[(start + i) % extreme.length];
        }
        plan.write(0, values);
        oracle.write(0, values);
        plan.run();
        oracle.run();
        double[] actual = read(plan, graph, 0);
        double[] expected = read(oracle, graph, 0);
        for (int i = 0; i < length; i++) {
          boolean close =
              Double.isFinite(expected[i])
                  ? Math.abs(actual[i] - expected[i])
                      <= TOLERANCE * Math.max(1, Math.abs(expected[i]))
                  : Double.compare(actual[i], expected[i]) == 0;
          assertThat(close)
              .as("%s(%s) is %s, not %s", function.getKey(), values[i], actual[i], expected[i])
              .isTrue();
        }
      }
    }
  }

  static Stream<Map.Entry<String, BinaryOperator<NDArray>>> functionsOfTwo() {
    return GeneratedCodeTest.functionsOfTwo();
  }

  @ParameterizedTest
  @MethodSource("functionsOfTwo")
  void functionsOfTwo(Map.Entry<String, BinaryOperator<NDArray>> function) {
    for (int length : new int[] {3, 1000}) {
      Graph graph =
          trace(
              in -> function.getValue().apply(in.get(0).abs(), in.get(1)),
              floats(length),
              floats(length));
      if (graph.outputs().get(0).type() == DataType.FLOAT32) {
        assertLikeTheInterpreter(graph, length, TOLERANCE);
      }
    }
  }

  @Test
  void productsOfManySizes() {
    int[] sizes = {1, 2, 5, 6, 13, 16, 17, 33, 257};
    Random random = new Random(2);
    for (int trial = 0; trial < 60; trial++) {
      int n = sizes[random.nextInt(sizes.length)];
      int k = sizes[random.nextInt(sizes.length)];
      int m = sizes[random.nextInt(sizes.length)];
      Graph graph =
          trace(
              in -> LinearAlgebra.transpose(in.get(0)).matMul(in.get(1)),
              floats(k, n),
              floats(k, m));
      assertLikeTheInterpreter(graph, trial, TOLERANCE);
    }
  }

  @Test
  void aSumOfAMillionNumbersKeepsItsPrecision() {
    int size = 1_000_000;
    Graph graph = trace(in -> in.get(0).sum(), floats(size));
    Plan plan = Program.of(graph).plan();
    Arrays.fill(plan.floatInput(0), 0.1f);

    plan.run();

    assertThat((double) plan.floatOutput(0)[0] / size).isCloseTo(0.1f, within(1e-8));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.api.Assertions.within(offset);
  }

  @Test
  void wholeNumbersStayExact() {
    long large = (1L << 31) + 1;
    Spec key = new Spec(new Shape(3, 2), DataType.INT64);
    Graph graph =
        Graph.trace(
            in -> List.of(in.get(0).get(1), in.get(0).get("1:").flip(0), in.get(1).exp()),
            List.of(key, floats(20)));
    for (Program program : List.of(Program.of(graph), Program.interpreted(graph))) {
      Plan plan = program.plan();
      plan.input(0)[2] = large;
      plan.input(0)[3] = large + 2;

      plan.run();

      assertThat(plan.output(0)).containsExactly((double) large, (double) (large + 2));
      assertThat(plan.output(1)).containsExactly(0, 0, (double) large, (double) (large + 2));
      assertThat(plan.floatOutput(2)).containsOnly(1);
    }
  }

  @Test
  void aResultCarriedToAnArgumentStartsTheNextStep() {
    Graph graph =
        Graph.trace(
            in -> List.of(in.get(0).mul(0.5), in.get(1).add(1), in.get(0).sum()),
            List.of(floats(20), new Spec(new Shape(2), DataType.INT64)));
    for (Program program : List.of(Program.of(graph), Program.interpreted(graph))) {
      Plan plan = program.plan();
      Arrays.fill(plan.floatInput(0), 8);
      for (int step = 0; step < 3; step++) {
        plan.run();
        plan.carry(0, 0);
        plan.carry(1, 1);
      }

      assertThat(plan.floatInput(0)).containsOnly(1);
      assertThat(plan.input(1)).containsExactly(3, 3);
      assertThatThrownBy(() -> plan.carry(2, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("output 2")
          .hasMessageContaining("(20)");
    }
  }

  @Test
  void carriedResultsThatAreHeldElsewhereAreCopied() {
    Spec spec = floats(40);
    Graph graph =
        Graph.trace(
            in -> {
              NDArray next = in.get(0).add(1);
              return List.of(next, next, in.get(1), in.get(1).mul(in.get(0)));
            },
            List.of(spec, spec));
    for (Program program : List.of(Program.of(graph), Program.interpreted(graph))) {
      Plan plan = program.plan();
      Arrays.fill(plan.floatInput(1), 3);
      for (int step = 0; step < 3; step++) {
        if (step > 0) {
          plan.carry(0, 0);
          plan.carry(2, 1);
        }
        plan.run();
      }

      assertThat(plan.floatOutput(0)).containsOnly(3);
      assertThat(plan.floatOutput(1)).containsOnly(3);
      assertThat(plan.floatOutput(2)).containsOnly(3);
      assertThat(plan.floatOutput(3)).containsOnly(6);
    }
  }

  @Test
  void theWrongBufferIsAnErrorThatNamesTheRightOne() {
    Graph narrow = trace(in -> in.get(0).exp(), floats(3));
    Graph wide = trace(in -> in.get(0).exp(), new Spec(new Shape(3), DataType.FLOAT64));
    Plan floats = Program.of(narrow).plan();
    Plan doubles = Program.of(wide).plan();

    assertThatThrownBy(() -> floats.input(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("floatInput");
    assertThatThrownBy(() -> floats.output(0)).hasMessageContaining("floatOutput");
    assertThatThrownBy(() -> doubles.floatInput(0)).hasMessageContaining("input or write");
    assertThatThrownBy(() -> doubles.floatOutput(0)).hasMessageContaining("output or read");
    assertThatThrownBy(() -> doubles.write(0, new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 numbers for input 0, expected 3");
    assertThatThrownBy(() -> doubles.read(0, new double[4])).hasMessageContaining("expected 3");
  }

  @Test
  void aGraphOfBothTypesRunsInDoublesAndRoundsItsFloats() {
    Graph graph =
        Graph.trace(
            in -> {
              NDArray sum = in.get(0).toType(DataType.FLOAT64, false).add(in.get(1));
              return List.of(sum, sum.toType(DataType.FLOAT32, false), in.get(0).mul(0.1));
            },
            List.of(floats(20), new Spec(new Shape(20), DataType.FLOAT64)));
    for (Program program : List.of(Program.of(graph), Program.interpreted(graph))) {
      assertThat(program.precision()).isEqualTo(DataType.FLOAT64);
      Plan plan = program.plan();
      Arrays.fill(plan.input(0), 1);
      Arrays.fill(plan.input(1), 1e-9);

      plan.run();

      assertThat(plan.output(0)).containsOnly(1 + 1e-9);
      assertThat(plan.output(1)).containsOnly(1);
      assertThat(plan.output(2)[0]).isEqualTo((float) plan.output(2)[0]);
    }
  }

  @Test
  void aRunAllocatesNothing() {
    Graph graph =
        Graph.trace(
            at ->
                valueAndGradient(
                    in ->
                        ArrayMath.logSumExp(ArrayMath.tanh(in.get(0).matMul(in.get(1))), 1)
                            .sum()
                            .add(ArrayMath.logGamma(in.get(1).square().add(1)).sum())
                            .add(in.get(1).cumSum(0).cos().sum()),
                    at),
            List.of(floats(20, 13), floats(13, 30)));
    Plan plan = Program.of(graph).plan();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < 100; i++) {
      plan.run();
    }
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 10_000; i++) {
      plan.run();
    }

    assertThat(threads.getThreadAllocatedBytes(thread) - before)
        .as("bytes in 10,000 runs")
        .isLessThan(10_000);
  }
}
