package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated code against the interpreter of the same graph. */
@Tag("short")
class GeneratedCodeTest {

  /** Numbers at which functions change, and what is no number. */
  private static final double[] EXTREME = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    1e-320,
    -1e-320,
    1e-17,
    -1e-17,
    1e17,
    -1e17,
    30.3,
    -30.3,
    709.7,
    -709.7,
    710,
    -710,
    -745.1,
    -746,
    1e308,
    -1e308,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.999999999,
    -0.999999999,
    170.6,
    -170.6,
    12,
    -12.5
  };

  private static Spec doubles(long... shape) {
    return new Spec(new Shape(shape), DataType.FLOAT64);
  }

  private static void fill(Plan plan, Graph graph, Random random) {
    for (int i = 0; i < graph.inputs().size(); i++) {
      double[] input = plan.input(i);
      System.arraycopy(random.doubles(input.length, -2, 2).toArray(), 0, input, 0, input.length);
    }
  }

  /** Runs both; a difference counts relative to the largest number among the results. */
  private static void assertEqualsInterpreter(Graph graph, long seed) {
    Program program = Program.of(graph);
    assertThat(program.isCompiled()).isTrue();
    Plan plan = program.plan();
    Plan oracle = Program.interpreted(graph).plan();
    fill(plan, graph, new Random(seed));
    fill(oracle, graph, new Random(seed));
    plan.run();
    oracle.run();
    double largest = 1;
    for (int i = 0; i < graph.outputs().size(); i++) {
      for (double value : oracle.output(i)) {
        largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      assertClose(plan.output(i), oracle.output(i), 1e-12 * largest, "result " + i + "\n" + graph);
    }
  }

  private static void assertClose(
      double[] actual, double[] expected, double tolerance, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      boolean close =
          Double.isFinite(expected[i])
              ? Math.abs(actual[i] - expected[i]) <= tolerance
              : Double.compare(actual[i], expected[i]) == 0;
      assertThat(close)
          .as("element %d is %s, expected %s; %s", i, actual[i], expected[i], what)
          .isTrue();
    }
  }

  private static List<NDArray> valueAndGradient(
      Function<List<NDArray>, NDArray> function, List<NDArray> at) {
    var result = Autodiff.valueAndGrad(function, at);
    return Stream.concat(Stream.of(result.value()), result.gradient().stream()).toList();
  }

  static Stream<Map.Entry<String, UnaryOperator<NDArray>>> functions() {
    Map<String, UnaryOperator<NDArray>> all = new TreeMap<>();
    all.put("neg", NDArray::neg);
    all.put("abs", NDArray::abs);
    all.put("sign", NDArray::sign);
    all.put("square", NDArray::square);
    all.put("sqrt", NDArray::sqrt);
    all.put("cbrt", NDArray::cbrt);
    all.put("exp", NDArray::exp);
    all.put("expm1", ArrayMath::expm1);
    all.put("log", NDArray::log);
    all.put("log1p", ArrayMath::log1p);
    all.put("log2", NDArray::log2);
    all.put("log10", NDArray::log10);
    all.put("sin", NDArray::sin);
    all.put("cos", NDArray::cos);
    all.put("tan", NDArray::tan);
    all.put("asin", NDArray::asin);
    all.put("acos", NDArray::acos);
    all.put("atan", NDArray::atan);
    all.put("sinh", NDArray::sinh);
    all.put("cosh", NDArray::cosh);
    all.put("tanh", NDArray::tanh);
    all.put("sigmoid", ArrayMath::sigmoid);
    all.put("logSigmoid", ArrayMath::logSigmoid);
    all.put("softplus", ArrayMath::softplus);
    all.put("relu", ArrayMath::relu);
    all.put("erf", ArrayMath::erf);
    all.put("logNormalCdf", ArrayMath::logNormalCdf);
    all.put("logGamma", ArrayMath::logGamma);
    all.put("digamma", ArrayMath::digamma);
    all.put("trigamma", ArrayMath::trigamma);
    all.put("floor", NDArray::floor);
    all.put("ceil", NDArray::ceil);
    all.put("round", NDArray::round);
    all.put("trunc", NDArray::trunc);
    all.put("float32", x -> x.toType(DataType.FLOAT32, false));
    all.put("boolean", x -> x.toType(DataType.BOOLEAN, false));
    return all.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsPassExtremeNumbersOnLikeTheInterpreter(
      Map.Entry<String, UnaryOperator<NDArray>> function) {
    for (int length : new int[] {1, 5, EXTREME.length, 4099}) {
      Graph graph =
          Graph.trace(
              in -> List.of(function.getValue().apply(in.get(0))), List.of(doubles(length)));
      Plan plan = Program.of(graph).plan();
      Plan oracle = Program.interpreted(graph).plan();
      for (int start = 0; start < EXTREME.length; start += length) {
        for (int i = 0; i < length; i++) {
          plan.input(0)[i] = EXTREME[(start + i) % EXTREME.length];
        }
        System.arraycopy(plan.input(0), 0, oracle.input(0), 0, length);
        plan.run();
        oracle.run();
        for (int i = 0; i < length; i++) {
          double expected = oracle.output(0)[i];
          assertClose(
              new double[] {plan.output(0)[i]},
              new double[] {expected},
              1e-13 * Math.max(1, Math.abs(expected)),
              function.getKey() + " at " + plan.input(0)[i]);
        }
      }
    }
  }

  static Stream<Map.Entry<String, BinaryOperator<NDArray>>> functionsOfTwo() {
    Map<String, BinaryOperator<NDArray>> all = new TreeMap<>();
    all.put("add", NDArray::add);
    all.put("sub", NDArray::sub);
    all.put("mul", NDArray::mul);
    all.put("div", NDArray::div);
    all.put("pow", NDArray::pow);
    all.put("mod", NDArray::mod);
    all.put("atan2", NDArray::atan2);
    all.put("maximum", ArrayMath::maximum);
    all.put("minimum", ArrayMath::minimum);
    all.put("xlogy", ArrayMath::xlogy);
    all.put("xlog1py", ArrayMath::xlog1py);
    all.put("eq", NDArray::eq);
    all.put("neq", NDArray::neq);
    all.put("gt", NDArray::gt);
    all.put("gte", NDArray::gte);
    all.put("lt", NDArray::lt);
    all.put("lte", NDArray::lte);
    all.put("and", (a, b) -> a.gt(0).logicalAnd(b.gt(0)));
    all.put("or", (a, b) -> a.gt(0).logicalOr(b.gt(0)));
    all.put("xor", (a, b) -> a.gt(0).logicalXor(b.gt(0)));
    all.put("where", (a, b) -> ArrayMath.where(a.gt(b), a, b));
    return all.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("functionsOfTwo")
  void functionsOfTwoPassExtremeNumbersOnLikeTheInterpreter(
      Map.Entry<String, BinaryOperator<NDArray>> function) {
    int n = EXTREME.length;
    int pairs = n * n;
    Graph graph =
        Graph.trace(
            in -> List.of(function.getValue().apply(in.get(0), in.get(1))),
            List.of(doubles(pairs), doubles(pairs)));
    Plan plan = Program.of(graph).plan();
    Plan oracle = Program.interpreted(graph).plan();
    for (int i = 0; i < pairs; i++) {
      plan.input(0)[i] = oracle.input(0)[i] = EXTREME[i / n];
      plan.input(1)[i] = oracle.input(1)[i] = EXTREME[i % n];
    }
    plan.run();
    oracle.run();
    for (int i = 0; i < pairs; i++) {
      double expected = oracle.output(0)[i];
      assertClose(
          new double[] {plan.output(0)[i]},
          new double[] {expected},
          1e-13 * Math.max(1, Math.abs(expected)),
          function.getKey() + " at " + EXTREME[i / n] + ", " + EXTREME[i % n]);
    }
  }

  @Test
  void fiveThousandNumbersAreCutIntoMethods() {
    Graph graph =
        Graph.trace(
            in -> {
              List<NDArray> x = new ArrayList<>(in);
              for (int i = 0; i < 5000; i++) {
                NDArray older = x.get(x.size() / 2);
                x.add(x.get(x.size() - 1).mul(0.5 + 1e-4 * i).sin().add(older));
              }
              return List.of(x.get(x.size() - 1), x.get(2000), in.get(0));
            },
            List.of(doubles()));

    assertThat(graph.size()).isGreaterThan(10_000);
    assertEqualsInterpreter(graph, 1);
  }

  @Test
  void aRunAllocatesNothing() {
    Graph graph =
        Graph.trace(in -> valueAndGradient(GeneratedCodeTest::density, in), densityInputs());
    Plan plan = Program.of(graph).plan();
    fill(plan, graph, new Random(1));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < 100; i++) {
      plan.run();
    }
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 1000; i++) {
      plan.run();
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertThat(allocated).as("bytes in 1,000 runs").isLessThan(1000);
  }

  private static List<Spec> densityInputs() {
    return List.of(doubles(), doubles(20));
  }

  /** Numbers, long and short vectors, a product with data, and groups. */
  private static NDArray density(List<NDArray> q) {
    Random random = new Random(5);
    NDArray x = BorchArray.of(new Shape(300, 20), random.doubles(6000).toArray());
    NDArray group = BorchArray.ofLongs(random.longs(300, 0, 20).toArray());
    NDArray logits = x.matMul(q.get(1)).add(ArrayMath.takeAlong(q.get(1), group, 0));
    NDArray scale = q.get(0).exp();
    return logits
        .mul(scale)
        .sub(ArrayMath.softplus(logits))
        .add(ArrayMath.logGamma(logits.square().add(1)))
        .sum()
        .sub(q.get(1).square().sum())
        .sub(ArrayMath.logSumExp(logits))
        .add(ArrayMath.softmax(q.get(1), 0).max());
  }

  @Test
  void plansOfOneProgramRunInThreadsOfTheirOwn() throws Exception {
    Graph graph =
        Graph.trace(in -> valueAndGradient(GeneratedCodeTest::density, in), densityInputs());
    Program program = Program.of(graph);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<double[]>> results = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        long seed = t;
        results.add(threads.submit(() -> gradients(program.plan(), graph, seed)));
      }
      for (int t = 0; t < 2; t++) {
        assertThat(results.get(t).get()).isEqualTo(gradients(program.plan(), graph, t));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static double[] gradients(Plan plan, Graph graph, long seed) {
    double[] sum = new double[20];
    for (int run = 0; run < 500; run++) {
      fill(plan, graph, new Random(seed + run));
      plan.run();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += plan.output(2)[i];
      }
    }
    return sum;
  }
}
