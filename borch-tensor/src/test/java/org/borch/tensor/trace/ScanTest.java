package org.borch.tensor.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.logSumExp;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.tanh;
import static org.borch.tensor.trace.Scan.next;
import static org.borch.tensor.trace.Scan.scan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScanTest {

  /** Central differences of fourth order at this step err by about 1e-11 of the function. */
  private static final double STEP = 1e-3;

  private static final double DIFFERENCES = 1e-8;

  private static final double[] Y = {0.3, -1.2, 0.8, 2.1, -0.4, 1.7, 0.2, -0.9, 1.1, 0.6};

  /** A scalar function of a vector, for the tests of derivatives. */
  private record Case(String name, UnaryOperator<NDArray> function, double... at) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static NDArray part(NDArray vector, int index) {
    return vector.get(String.valueOf(index));
  }

  /** x[t+1] = phi x[t] + row[t], of all values and the last one. */
  private static NDArray autoregression(NDArray phi, NDArray start, NDArray rows) {
    Scan.Result path =
        scan(
            Y.length,
            List.of(start),
            List.of(rows),
            (carry, row) -> {
              NDArray x = phi.mul(carry.get(0)).add(row.get(0));
              return next(x).emit(tanh(x));
            });
    return path.emitted().get(0).mul(BorchArray.of(Y)).sum().add(square(path.carry().get(0)));
  }

  /** The forward algorithm, the first row apart. */
  private static NDArray hmm(NDArray q, boolean unrolled) {
    NDArray transition = q.get("0:4").reshape(2, 2).logSoftmax(1);
    NDArray means = q.get("4:6");
    NDArray data = BorchArray.of(Y);
    NDArray start = square(means.sub(Y[0])).div(-2).sub(Math.log(2));
    if (unrolled) {
      NDArray alpha = start;
      for (int t = 1; t < Y.length; t++) {
        alpha = forward(alpha, transition, means, data.get(String.valueOf(t)));
      }
      return logSumExp(alpha, 0);
    }
    Scan.Result result =
        scan(
            Y.length - 1,
            List.of(start),
            List.of(data.get("1:")),
            (carry, row) -> next(forward(carry.get(0), transition, means, row.get(0))));
    return logSumExp(result.carry().get(0), 0);
  }

  private static NDArray forward(NDArray alpha, NDArray transition, NDArray means, NDArray y) {
    return logSumExp(alpha.expandDims(1).add(transition), 0).sub(square(y.sub(means)).div(2));
  }

  /** A scan in the body of another one. */
  private static NDArray nested(NDArray q) {
    Scan.Result result =
        scan(
            3,
            List.of(part(q, 0), part(q, 1)),
            List.of(),
            (carry, row) -> {
              NDArray inner =
                  scan(4, carry.get(0), x -> x.add(exp(carry.get(1).neg()).mul(part(q, 2)).mul(x)));
              return next(inner, carry.get(1).mul(part(q, 3))).emit(inner, square(carry.get(1)));
            });
    return result.emitted().get(0).sum().mul(result.emitted().get(1).sum());
  }

  /** Arrays of more elements than code is made for one by one. */
  private static NDArray wide(NDArray q) {
    NDArray weights = q.get("0:20").reshape(20, 1).mul(q.get("20:40").reshape(1, 20)).mul(0.3);
    NDArray rows = q.get("0:40").reshape(2, 20);
    Scan.Result result =
        scan(
            2,
            List.of(q.get("10:30")),
            List.of(rows),
            (carry, row) -> {
              NDArray x = tanh(weights.matMul(carry.get(0)).add(row.get(0)));
              return next(x).emit(x.mul(carry.get(0)));
            });
    return result.emitted().get(0).sum().add(square(result.carry().get(0)).sum());
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "captured", q -> autoregression(part(q, 0), part(q, 1), BorchArray.of(Y)), 0.7, 0.4),
        new Case("rows", q -> autoregression(part(q, 0), part(q, 1), q), Y),
        new Case("hmm", q -> hmm(q, false), 0.3, -0.4, 0.2, 0.9, -0.5, 1.2),
        new Case("nested", ScanTest::nested, 0.4, -0.3, 0.2, 0.9),
        new Case(
            "wide",
            ScanTest::wide,
            java.util.stream.IntStream.range(0, 40)
                .mapToDouble(i -> Math.sin(3 * i + 1))
                .toArray()));
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }

  private static double[] compiled(UnaryOperator<NDArray> function, double[] at, boolean code) {
    List<Spec> specs = List.of(new Spec(new Shape(at.length), DataType.FLOAT64));
    Graph graph = Graph.trace(in -> List.of(function.apply(in.get(0))), specs);
    Program program = code ? Program.of(graph) : Program.interpreted(graph);
    assertThat(program.isCompiled()).isEqualTo(code);
    Plan plan = program.plan();
    System.arraycopy(at, 0, plan.input(0), 0, at.length);
    plan.run();
    plan.run();
    return plan.output(0).clone();
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 1 + DoubleStream.of(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).containsExactly(expected, within(tolerance * largest));
  }

  private static double[] differences(Function<double[], double[]> function, double[] at) {
    List<double[]> columns = new ArrayList<>();
    for (int i = 0; i < at.length; i++) {
      double[] slope = new double[function.apply(at).length];
      double[] weights = {1.0 / 12, -2.0 / 3, 2.0 / 3, -1.0 / 12};
      int[] steps = {-2, -1, 1, 2};
      for (int k = 0; k < 4; k++) {
        double[] moved = at.clone();
        moved[i] += steps[k] * STEP;
        double[] value = function.apply(moved);
        for (int j = 0; j < slope.length; j++) {
          slope[j] += weights[k] * value[j] / STEP;
        }
      }
      columns.add(slope);
    }
    return columns.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theGradientIsTheLimitOfDifferences(Case c) {
    double[] gradient = values(Autodiff.grad(c.function()).apply(BorchArray.of(c.at())));

    double[] expected = differences(at -> values(c.function().apply(BorchArray.of(at))), c.at());
    assertClose(gradient, expected, DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSecondDerivativeIsTheLimitOfDifferencesOfTheFirst(Case c) {
    UnaryOperator<NDArray> gradient = Autodiff.grad(c.function());
    double[] weights = Arrays.stream(c.at()).map(x -> 1 + Math.sin(7 * x)).toArray();
    UnaryOperator<NDArray> directional = x -> gradient.apply(x).mul(BorchArray.of(weights)).sum();

    double[] second = compiled(Autodiff.grad(directional), c.at(), true);

    double[] expected = differences(at -> compiled(directional, at, false), c.at());
    assertClose(second, expected, DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatedCodeInterpreterAndEngineAgree(Case c) {
    UnaryOperator<NDArray> gradient = Autodiff.grad(c.function());

    for (UnaryOperator<NDArray> function : List.of(c.function(), gradient)) {
      double[] eager = values(function.apply(BorchArray.of(c.at())));
      assertClose(compiled(function, c.at(), false), eager, 1e-12);
      assertClose(compiled(function, c.at(), true), eager, 1e-12);
      assertClose(script(function, c.at()), eager, 1e-12);
    }
  }

  private static double[] script(UnaryOperator<NDArray> function, double[] at) {
    List<Spec> specs = List.of(new Spec(new Shape(at.length), DataType.FLOAT64));
    Graph graph = Graph.trace(in -> List.of(function.apply(in.get(0))), specs);
    return values(TorchProgram.of(graph).run(List.of(BorchArray.of(at))).get(0));
  }

  @Test
  void inFloat32TheLoopIsTheSameRounded() {
    double[] at = {0.3, -0.4, 0.2, 0.9, -0.5, 1.2};
    UnaryOperator<NDArray> recurrence =
        q -> scan(7, q, x -> tanh(x.mul(q).add(exp(x.neg())))).mul(scan(3, q.sum(), NDArray::cos));
    UnaryOperator<NDArray> wide = q -> recurrence.apply(q.tile(5)).get("0:6");
    for (UnaryOperator<NDArray> function : List.of(recurrence, wide)) {
      UnaryOperator<NDArray> gradient = Autodiff.grad(q -> function.apply(q).sum());
      List<Spec> specs = List.of(new Spec(new Shape(at.length), DataType.FLOAT32));
      Program program = Program.of(Graph.trace(in -> List.of(gradient.apply(in.get(0))), specs));
      assertThat(program.precision()).isEqualTo(DataType.FLOAT32);
      Plan plan = program.plan();
      plan.write(0, at);
      plan.run();

      double[] result = new double[at.length];
      plan.read(0, result);

      assertClose(result, compiled(gradient, at, true), 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBatchOfLoopsIsALoopForEach(Case c) {
    UnaryOperator<NDArray> gradient = Autodiff.grad(c.function());
    int size = 3;
    int width = c.at().length;
    double[] all = new double[size * width];
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      double shift = 0.05 * i;
      points.add(Arrays.stream(c.at()).map(x -> x + shift).toArray());
      System.arraycopy(points.get(i), 0, all, i * width, width);
    }
    double[] values = each(c.function(), points);
    double[] gradients = each(gradient, points);
    UnaryOperator<NDArray> rows = x -> x.reshape(size, width);
    UnaryOperator<NDArray> batch = x -> Batching.vmap(c.function()).apply(rows.apply(x));
    UnaryOperator<NDArray> ofGradients = x -> Batching.vmap(gradient).apply(rows.apply(x));
    UnaryOperator<NDArray> ofBatch = Autodiff.grad(x -> batch.apply(x).sum());

    assertClose(values(batch.apply(BorchArray.of(all))), values, 1e-12);
    assertClose(compiled(batch, all, true), values, 1e-12);
    for (UnaryOperator<NDArray> derivative : List.of(ofGradients, ofBatch)) {
      assertClose(values(derivative.apply(BorchArray.of(all))), gradients, 1e-12);
      assertClose(compiled(derivative, all, true), gradients, 1e-12);
    }
  }

  private static double[] each(UnaryOperator<NDArray> function, List<double[]> points) {
    return points.stream()
        .flatMapToDouble(at -> DoubleStream.of(values(function.apply(BorchArray.of(at)))))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDerivativeInADirectionIsTheGradientTimesIt(Case c) {
    double[] direction = Arrays.stream(c.at()).map(x -> 1 + Math.sin(7 * x)).toArray();
    NDArray at = BorchArray.of(c.at());
    NDArray along = BorchArray.of(direction);

    NDArray forward = Autodiff.jvp(c.function(), at, along).tangent();

    double[] gradient = values(Autodiff.grad(c.function()).apply(at));
    double expected = 0;
    for (int i = 0; i < gradient.length; i++) {
      expected += gradient[i] * direction[i];
    }
    assertClose(values(forward), new double[] {expected}, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRunAllocatesNothing(Case c) {
    List<Spec> specs = List.of(new Spec(new Shape(c.at().length), DataType.FLOAT64));
    UnaryOperator<NDArray> gradient = Autodiff.grad(c.function());
    Plan plan = Program.of(Graph.trace(in -> List.of(gradient.apply(in.get(0))), specs)).plan();
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

  @Test
  void onlyAGradientWritesTheCarryOfEachStep() {
    UnaryOperator<NDArray> function = q -> hmm(q, false);
    List<Spec> specs = List.of(new Spec(new Shape(6), DataType.FLOAT64));

    assertThat(written(Graph.trace(in -> List.of(function.apply(in.get(0))), specs))).isZero();
    UnaryOperator<NDArray> gradient = Autodiff.grad(function);
    assertThat(written(Graph.trace(in -> List.of(gradient.apply(in.get(0))), specs))).isPositive();
  }

  /** How many emissions of the first loop of a graph are read. */
  private static int written(Graph graph) {
    Node.Operation loop =
        graph.nodes().stream()
            .filter(Node.Operation.class::isInstance)
            .map(Node.Operation.class::cast)
            .filter(node -> node.primitive() instanceof Loop)
            .findFirst()
            .orElseThrow();
    int count = 0;
    for (boolean read : Emissions.read(graph, loop, (Loop) loop.primitive())) {
      count += read ? 1 : 0;
    }
    return count;
  }

  @Test
  void theLoopOfAHiddenMarkovModelIsTheUnrolledOne() {
    double[] at = {0.3, -0.4, 0.2, 0.9, -0.5, 1.2};

    for (boolean code : new boolean[] {true, false}) {
      assertClose(
          compiled(Autodiff.grad(q -> hmm(q, false)), at, code),
          compiled(Autodiff.grad(q -> hmm(q, true)), at, code),
          1e-12);
    }
  }

  @Test
  void aGeometricSeriesHasItsClosedForm() {
    double ratio = 0.9;
    UnaryOperator<NDArray> series =
        r ->
            scan(
                    50,
                    List.of(r.onesLike(), r.zerosLike()),
                    List.of(),
                    (c, row) -> next(c.get(0).mul(r), c.get(1).add(c.get(0))))
                .carry()
                .get(1);

    double[] value = compiled(series, new double[] {ratio}, true);
    double[] slope = compiled(Autodiff.grad(series), new double[] {ratio}, true);

    double power = Math.pow(ratio, 50);
    double sum = (1 - power) / (1 - ratio);
    assertThat(value[0]).isCloseTo(sum, within(1e-13 * sum));
    assertThat(slope[0])
        .isCloseTo((sum - 50 * power / ratio) / (1 - ratio), within(1e-12 * sum * sum));
  }

  @Test
  void whatStepsEmitIsCollectedInTheirOrder() {
    NDArray start = BorchArray.of(1, 2);

    Scan.Result result =
        scan(
            3,
            List.of(start),
            List.of(BorchArray.ofLongs(0, 1, 2)),
            (c, row) ->
                next(c.get(0).add(1)).emit(c.get(0), row.get(0).toType(DataType.FLOAT64, false)));

    assertThat(values(result.carry().get(0))).containsExactly(4, 5);
    assertThat(result.emitted().get(0).getShape()).isEqualTo(new Shape(3, 2));
    assertThat(values(result.emitted().get(0))).containsExactly(1, 2, 2, 3, 3, 4);
    assertThat(values(result.emitted().get(1))).containsExactly(0, 1, 2);
  }

  @Test
  void noStepsReturnTheCarryAndOneRunsTheBodyOnce() {
    NDArray start = BorchArray.of(1, 2);
    Scan.Body twice = (c, row) -> next(c.get(0).mul(2)).emit(c.get(0).sum());

    Scan.Result none =
        scan(0, List.of(start), List.of(BorchArray.of(new Shape(0, 3), new double[0])), twice);
    Scan.Result one =
        scan(1, List.of(start), List.of(BorchArray.of(new double[][] {{1, 2, 3}})), twice);

    assertThat(values(none.carry().get(0))).containsExactly(1, 2);
    assertThat(none.emitted().get(0).getShape()).isEqualTo(new Shape(0));
    assertThat(values(one.carry().get(0))).containsExactly(2, 4);
    assertThat(values(one.emitted().get(0))).containsExactly(3);
    assertThat(values(Autodiff.grad(x -> scan(0, x, NDArray::exp).sum()).apply(start)))
        .containsExactly(1, 1);
  }

  @Test
  void theBodyRunsOnceAndWhatDoesNotChangeIsComputedOutside() {
    int[] runs = new int[1];

    Graph graph =
        Graph.trace(
            in ->
                List.of(
                    scan(
                        1000,
                        in.get(0),
                        x -> {
                          runs[0]++;
                          return x.add(exp(in.get(1)));
                        })),
            List.of(
                new Spec(new Shape(), DataType.FLOAT64), new Spec(new Shape(), DataType.FLOAT64)));

    assertThat(runs[0]).isEqualTo(1);
    assertThat(graph.toString()).containsOnlyOnce("exp").contains("scan 1000");
    assertThat(graph.toString().indexOf("exp")).isLessThan(graph.toString().indexOf("scan"));
  }

  @Test
  void aCarryOfAnotherShapeOrOfTruthsIsAnError() {
    NDArray start = BorchArray.of(1, 2);

    assertThatThrownBy(() -> scan(3, start, x -> x.sum()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float64()")
        .hasMessageContaining("carry 0")
        .hasMessageContaining("expected the shape (2)");
    assertThatThrownBy(() -> scan(3, start.gt(0), x -> x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("carry 0 is boolean(2), expected numbers");
    assertThatThrownBy(
            () ->
                scan(3, List.of(start), List.of(), (c, row) -> next(c.get(0)).emit(c.get(0).gt(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("emission 0 is boolean(2)");
    assertThatThrownBy(() -> scan(3, List.of(start), List.of(start), (c, row) -> next(c.get(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows 0 are float64(2), expected a first axis of size 3");
    assertThatThrownBy(() -> scan(-1, start, x -> x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n >= 0");
  }

  @Test
  void aJavaLoopBeyondTheLimitIsToldToUseScan() {
    UnaryOperator<NDArray> loop =
        x -> {
          NDArray y = x;
          for (int i = 0; i <= Recorder.MAX_NODES; i++) {
            y = y.mul(x);
          }
          return y;
        };

    assertThatThrownBy(() -> compiled(loop, new double[] {1}, true))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("more than 100000 operations")
        .hasMessageContaining("Scan.scan(n, carry, body)");
  }
}
