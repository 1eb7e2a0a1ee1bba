package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.TorchProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations that borch composes of primitives, or computes by primitives of its own, give the
 * engine's numbers and derivatives, and the same as programs.
 */
class EngineOperationsTest {

  /** An operation of DJL with the shape of its argument, and how the engine gets its result. */
  private record Row(
      String name, Shape shape, UnaryOperator<NDArray> operation, UnaryOperator<NDArray> engine) {

    /** For what DJL does not let the engine do. */
    Row as(UnaryOperator<NDArray> engine) {
      return new Row(name, shape, operation, engine);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final TorchScript PYTORCH =
      TorchScript.load(
          Engine.getEngine("PyTorch").newBaseManager(),
          """
          def average(self, x: Tensor, ceil: str) -> Tensor:
            return torch.avg_pool2d(x, [3, 2], [2, 3], [1, 1], ceil == "true", False, None)

          def norm(self, x: Tensor) -> Tensor:
            padded = torch.constant_pad_nd(torch.square(x), [0, 1, 0, 1], 0)
            sums = torch.avg_pool2d(padded, [3, 2], [2, 3], [0, 0], False, True, 1)
            return torch.sqrt(sums)

          def deconvolution(self, x: Tensor, w: Tensor) -> Tensor:
            return torch.conv_transpose2d(x, w, None, [2, 1], [1, 0], [1, 0], 2, [1, 2])
          """);

  private static Row row(String name, UnaryOperator<NDArray> operation, long... shape) {
    return new Row(name, new Shape(shape), operation, operation);
  }

  static Stream<Row> rows() {
    return Stream.of(pooling(), order(), products(), choices(), images()).flatMap(rows -> rows);
  }

  private static Stream<Row> pooling() {
    Shape window = new Shape(3, 2);
    Shape stride = new Shape(2, 3);
    Shape none = new Shape(0, 0);
    Shape padding = new Shape(1, 1);
    return Stream.of(
        row("maxPool", x -> ex(x).maxPool(window, stride, none, false), 2, 2, 6, 7),
        row("maxPool padded", x -> ex(x).maxPool(window, stride, padding, false), 2, 2, 6, 7),
        row("maxPool with ceil", x -> ex(x).maxPool(window, stride, padding, true), 2, 2, 6, 7),
        row(
            "maxPool of equal elements",
            x -> ex(x.mul(0)).maxPool(new Shape(2), new Shape(1), new Shape(1), true),
            2,
            1,
            4),
        row("avgPool", x -> ex(x).avgPool(window, stride, none, false, true), 2, 2, 6, 7),
        row("avgPool padded", x -> ex(x).avgPool(window, stride, padding, false, true), 2, 2, 6, 7),
        row(
                "avgPool without the padding",
                x -> ex(x).avgPool(window, stride, padding, false, false),
                2,
                2,
                6,
                7)
            .as(x -> PYTORCH.call("average", x, "false")),
        row(
            "avgPool with ceil",
            x -> ex(x).avgPool(window, stride, padding, true, true),
            1,
            2,
            6,
            8),
        row(
                "avgPool with ceil without the padding",
                x -> ex(x).avgPool(window, stride, padding, true, false),
                1,
                2,
                6,
                8)
            .as(x -> PYTORCH.call("average", x, "true")),
        row(
            "avgPool of volumes",
            x ->
                ex(x)
                    .avgPool(
                        new Shape(2, 2, 2), new Shape(1, 2, 1), new Shape(0, 1, 1), true, true),
            1,
            2,
            3,
            3,
            4),
        row("lpPool", x -> ex(x).lpPool(2, window, stride, none, false), 2, 2, 6, 7),
        row("lpPool with ceil", x -> ex(x).lpPool(2, window, stride, none, true), 2, 2, 6, 7)
            .as(x -> PYTORCH.call("norm", x)),
        row(
            "lpPool of cubes",
            x -> ex(x.exp()).lpPool(3, window, stride, none, false),
            2,
            2,
            6,
            7));
  }

  private static Stream<Row> order() {
    return Stream.of(
        row("sort", NDArray::sort, 3, 5),
        row("sort of rows", x -> x.sort(0), 3, 5),
        row("argSort", x -> x.argSort(1, true), 3, 5),
        row("argSort descending", x -> x.argSort(0, false), 3, 5),
        row("topK", x -> x.topK(2, 1, true, true).get(0), 3, 5),
        row("topK smallest", x -> x.topK(3, 0, false, true).get(0), 4, 5),
        row("places of topK", x -> x.topK(3, 0, false, true).get(1), 4, 5),
        row("median", NDArray::median, 3, 5),
        row("median of an even number", x -> x.median(new int[] {0}), 4, 3),
        row("percentile", x -> x.percentile(25, new int[] {0}), 4, 3),
        row("percentile between", x -> x.percentile(37.5), 2, 6));
  }

  private static Stream<Row> products() {
    return Stream.of(
        row("prod", NDArray::prod, 2, 3),
        row("prod of columns", x -> x.prod(new int[] {0}, false), 4, 3),
        row("prod of rows", x -> x.prod(new int[] {1}, true), 4, 3),
        row("prod with a zero", x -> x.sub(x.get(1)).prod(new int[] {0}, false), 4, 3),
        row("cumProd", x -> x.cumProd(1), 2, 4),
        row("cumProd to float32", x -> x.cumProd(0, DataType.FLOAT32), 3, 2),
        row("inverse", NDArray::inverse, 3, 3),
        row("inverse of a batch", NDArray::inverse, 2, 2, 2));
  }

  private static Stream<Row> choices() {
    long[] places = {2, 0, 1, 1};
    return Stream.of(
        row("gatherNd", x -> x.gatherNd(longs(x, places, 1, 4)), 3, 2),
        row("gatherNd of elements", x -> x.gatherNd(longs(x, places, 2, 2)), 3, 2),
        row("put", x -> x.put(longs(x, new long[] {4, 0}, 2), part(x, 2)), 3, 2),
        row("scatter", x -> x.scatter(longs(x, places, 2, 2), part(x, 2, 2), 0), 3, 2),
        row("scatter of columns", x -> x.scatter(longs(x, places, 4, 1), part(x, 4, 1), 1), 4, 3),
        row("booleanMask", x -> x.booleanMask(truths(x, true, false, true)), 3, 2)
            .as(x -> x.get("0:1").concat(x.get("2:3"))),
        row("booleanMask of columns", x -> x.booleanMask(truths(x, false, true), 1), 3, 2));
  }

  private static Stream<Row> images() {
    return Stream.of(0, 1, 2, 3)
        .flatMap(
            mode ->
                Stream.of(
                    row(
                        "interpolation up " + mode,
                        x -> ex(x).interpolation(new long[] {7, 9}, mode, false),
                        2,
                        2,
                        3,
                        4),
                    row(
                        "interpolation down " + mode,
                        x -> ex(x).interpolation(new long[] {3, 2}, mode, false),
                        1,
                        2,
                        8,
                        5)));
  }

  private static ai.djl.ndarray.internal.NDArrayEx ex(NDArray array) {
    return array.getNDArrayInternal();
  }

  private static NDArray longs(NDArray like, long[] values, long... shape) {
    return like.getManager().create(values, new Shape(shape));
  }

  private static NDArray truths(NDArray like, boolean... values) {
    return like.getManager().create(values);
  }

  private static NDArray part(NDArray x, long... shape) {
    NDArray flat = x.flatten();
    return flat.get("0:" + new Shape(shape).size()).mul(2).reshape(new Shape(shape));
  }

  private static BorchArray argument(Row row) {
    float[] values = DjlCase.wave(row.shape().size(), 3);
    double[] numbers = new double[values.length];
    // No equal elements, not even in absolute value.
    java.util.Arrays.setAll(numbers, i -> values[i] + 1e-3 * i);
    return BorchArray.of(row.shape(), numbers);
  }

  /** The same operation as the engine has it, whose derivative is the engine's. */
  private static NDArray byEngine(Row row, NDArray x) {
    Opaque opaque = new Opaque(row.name(), Opaque.ENGINE, in -> row.engine().apply(in[0]));
    return BorchArray.apply(opaque, List.of(BorchArray.wrap(x)));
  }

  private static NDArray weighted(NDArray result) {
    double[] weights = new double[Math.toIntExact(result.size())];
    java.util.Arrays.setAll(weights, i -> 1 + 0.5 * Math.sin(i));
    BorchArray factors = BorchArray.of(new Spec(result.getShape(), result.getDataType()), weights);
    return result.mul(factors).sum();
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static double tolerance(NDArray result) {
    return result.getDataType() == DataType.FLOAT32 ? 1e-6 : 1e-12;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void valuesAreThoseOfTheEngine(Row row) {
    BorchArray expected = BorchArray.wrap(byEngine(row, argument(row)));

    BorchArray result = BorchArray.wrap(row.operation().apply(argument(row)));

    assertThat(result.spec()).isEqualTo(expected.spec());
    assertClose(result.values(), expected.values(), tolerance(expected));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void derivativesAreThoseOfTheEngine(Row row) {
    NDArray result = row.operation().apply(argument(row));
    if (!result.getDataType().isFloating()) {
      return;
    }
    NDArray expected = Autodiff.grad(x -> weighted(byEngine(row, x))).apply(argument(row));

    NDArray gradient = Autodiff.grad(x -> weighted(row.operation().apply(x))).apply(argument(row));

    assertClose(
        BorchArray.wrap(gradient).values(), BorchArray.wrap(expected).values(), tolerance(result));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void programsComputeTheSame(Row row) {
    BorchArray argument = argument(row);
    BorchArray expected = BorchArray.wrap(row.operation().apply(argument));

    Graph graph =
        Graph.trace(in -> List.of(row.operation().apply(in.get(0))), List.of(argument.spec()));
    Plan plan = Program.of(graph).plan();
    System.arraycopy(argument.values(), 0, plan.input(0), 0, argument.spec().size());
    plan.run();

    NDArray byTorch = TorchProgram.of(graph).run(List.of(argument)).get(0);
    assertClose(plan.output(0), expected.values(), tolerance(expected));
    assertClose(BorchArray.wrap(byTorch).values(), expected.values(), tolerance(expected));
  }

  @Test
  void rangesAreThoseOfTheEngine() {
    try (NDManager engine = Engine.getEngine("PyTorch").newBaseManager();
        NDManager ours = BorchManager.create()) {
      for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64, DataType.INT64)) {
        for (float[] range :
            new float[][] {{0, 5, 1}, {1, 2, 0.3f}, {4, -3, -2}, {0, 1, 0.1f}, {2, 1, 1}}) {
          if (!type.isFloating() && range[2] != Math.rint(range[2])) {
            continue;
          }
          NDArray expected = engine.arange(range[0], range[1], range[2], type);
          NDArray result = ours.arange(range[0], range[1], range[2], type);
          assertThat(result.getShape()).isEqualTo(expected.getShape());
          assertThat(result.getDataType()).isEqualTo(type);
          assertClose(BorchArray.wrap(result).values(), BorchArray.wrap(expected).values(), 1e-7);
          assertThat(BorchArray.wrap(result).isHost()).isTrue();
        }
      }
      for (int count : new int[] {1, 2, 7, 100}) {
        NDArray expected = engine.linspace(-1.5f, 2.25f, count);
        NDArray result = ours.linspace(-1.5f, 2.25f, count);
        assertThat(BorchArray.wrap(result).spec()).isEqualTo(BorchArray.wrap(expected).spec());
        assertClose(BorchArray.wrap(result).values(), BorchArray.wrap(expected).values(), 3e-7);
      }
    }
  }

  @Test
  void normsOfEmptyWindowsHaveDerivativeZero() {
    NDArray zeros = BorchArray.of(new Shape(1, 1, 2, 2), new double[4]);
    Shape window = new Shape(2, 2);

    NDArray gradient =
        Autodiff.grad(x -> ex(x).lpPool(2, window, window, new Shape(0, 0), false).sum())
            .apply(zeros);

    assertThat(gradient.toDoubleArray()).containsOnly(0);
  }

  @Test
  void deconvolutionIsThatOfPyTorch() {
    BorchArray images = argument(row("images", x -> x, 2, 4, 3, 4));
    BorchArray weights = argument(row("weights", x -> x, 4, 3, 3, 2)); // [in, out / groups, ...]
    // DJL's weights are [out, in / groups, ...].
    NDArray djl = weights.reshape(2, 2, 3, 3, 2).swapAxes(1, 2).reshape(new Shape(6, 2, 3, 2));

    NDArray result =
        ex(images)
            .deconvolution(
                images,
                djl,
                null,
                new Shape(2, 1),
                new Shape(1, 0),
                new Shape(1, 0),
                new Shape(1, 2),
                2)
            .head();

    NDArray pytorch = PYTORCH.call("deconvolution", images.toNative(), weights.toNative());
    assertThat(result.getShape()).isEqualTo(pytorch.getShape());
    assertClose(BorchArray.wrap(result).values(), BorchArray.wrap(pytorch).values(), 1e-12);
  }

  @Test
  void whatDependsOnValuesEndsATraceWithTheReason() {
    List<Spec> vector = List.of(new Spec(new Shape(3), DataType.FLOAT64));

    for (UnaryOperator<NDArray> operation :
        List.<UnaryOperator<NDArray>>of(
            NDArray::nonzero, x -> x.unique().get(0), x -> x.booleanMask(x.gt(0)))) {
      assertThatThrownBy(() -> Graph.trace(in -> List.of(operation.apply(in.get(0))), vector))
          .isInstanceOf(TracingException.class)
          .hasMessageContaining("depends on values");
    }
    assertThatThrownBy(() -> Graph.trace(in -> List.of(in.get(0).fft(3)), vector))
        .isInstanceOf(TracingException.class)
        .hasMessageContaining("complex");
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    try (NDManager manager = BorchManager.create()) {
      NDArray images = manager.ones(new Shape(2, 3, 5));
      Shape one = new Shape(1);
      Shape none = new Shape(0);

      assertThatThrownBy(
              () ->
                  ex(images)
                      .convolution(
                          images, manager.ones(new Shape(4, 2, 3)), null, one, none, one, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("images float32(2, 3, 5)")
          .hasMessageContaining("weights float32(4, 2, 3)")
          .hasMessageContaining("[filters, channels / groups, ...]");
      assertThatThrownBy(() -> ex(images).maxPool(new Shape(7), one, none, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(2, 3, 5)")
          .hasMessageContaining("(7)");
    }
  }
}
