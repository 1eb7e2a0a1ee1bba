package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.jvm.HostKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every primitive promises, checked on each row of {@link PrimitiveCases}. */
class PrimitiveContractTest {

  /** The five-point stencil errs by step⁴ f⁽⁵⁾ / 30 plus rounding over step: both below 1e-11. */
  private static final double STEP = 1e-3;

  private static final double[] STENCIL = {1.0 / 12, -2.0 / 3, 0, 2.0 / 3, -1.0 / 12};

  private static final double DIFFERENCES = 1e-7;

  static Stream<PrimitiveCase> all() {
    return PrimitiveCases.all();
  }

  static Stream<PrimitiveCase> withKernel() {
    return all()
        .filter(row -> row.primitive().kernel(row.specs()).isPresent())
        // Kernels hold doubles where the engine rounds integers' fractions to float32.
        .filter(row -> row.primitive().output(row.specs()).type() != DataType.FLOAT32);
  }

  static Stream<Unary> unaryWithKernel() {
    Spec spec = new Spec(new Shape(1), DataType.FLOAT64);
    return Stream.of(Unary.values()).filter(row -> row.kernel(List.of(spec)).isPresent());
  }

  static Stream<PrimitiveCase> constant() {
    return all()
        .filter(row -> row.derivative() == Derivative.ZERO)
        .filter(PrimitiveCase::isFloating);
  }

  static Stream<PrimitiveCase> refused() {
    return all().filter(row -> row.derivative() == Derivative.REFUSED);
  }

  static Stream<PrimitiveCase> differentiable() {
    return all()
        .filter(row -> row.derivative() != Derivative.REFUSED)
        .filter(PrimitiveCase::isFloating);
  }

  static Stream<PrimitiveCase> ofOneType() {
    return all()
        .filter(row -> row.inputs().stream().allMatch(input -> input.fixed() == null))
        .filter(row -> !(row.primitive() instanceof Cast) && !row.inputs().isEmpty())
        .filter(PrimitiveCase::isFloating);
  }

  static Stream<PrimitiveCase> ofTwoInputs() {
    return smooth().filter(row -> row.floating().size() > 1);
  }

  static Stream<PrimitiveCase> smooth() {
    return once().filter(row -> row.derivative() == Derivative.SMOOTH);
  }

  static Stream<PrimitiveCase> once() {
    // Differences of a float32 input would be rounding only.
    return all()
        .filter(row -> row.derivative() == Derivative.SMOOTH || row.derivative() == Derivative.ONCE)
        .filter(row -> row.inputs().stream().noneMatch(in -> in.fixed() == DataType.FLOAT32));
  }

  @Test
  void everyPrimitiveHasARow() throws IOException, URISyntaxException, ClassNotFoundException {
    Set<Object> tried = all().map(row -> identity(row.primitive())).collect(Collectors.toSet());

    List<Object> missing = new ArrayList<>();
    Path classes =
        Path.of(Primitive.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes.resolve("org/borch/tensor"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(".class", "");
        Class<?> type = Class.forName(name.replace(File.separatorChar, '.'));
        // An opaque operation has no shape rule; DjlBlocksTest tries those.
        boolean concrete = Primitive.class.isAssignableFrom(type) && !type.isInterface();
        if (concrete && type != Opaque.class && type != Opaque.Backward.class) {
          missing.addAll(type.isEnum() ? List.of(type.getEnumConstants()) : List.of(type));
        }
      }
    }
    missing.removeAll(tried);
    assertThat(missing).isEmpty();
  }

  private static Object identity(Primitive primitive) {
    return primitive instanceof Enum<?> ? primitive : primitive.getClass();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theResultHasTheShapeAndTypeOfTheRule(PrimitiveCase row) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      List<BorchArray> inputs = row.prepared(row.arrays(type));

      BorchArray result = BorchArray.apply(row.primitive(), inputs);

      assertThat(result.spec())
          .as("of %s", type)
          .isEqualTo(row.primitive().output(inputs.stream().map(BorchArray::spec).toList()));
    }
  }

  @ParameterizedTest
  @MethodSource("ofOneType")
  void float32StaysFloat32(PrimitiveCase row) {
    List<BorchArray> inputs = row.prepared(row.arrays(DataType.FLOAT32));
    List<BorchArray> exact =
        inputs.stream().map(input -> input.toType(DataType.FLOAT64, false)).toList();

    BorchArray result = BorchArray.apply(row.primitive(), inputs);

    assertThat(result.getDataType()).isEqualTo(DataType.FLOAT32);
    assertClose(result.values(), BorchArray.apply(row.primitive(), exact).values(), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("withKernel")
  void theKernelComputesWhatTheEngineComputes(PrimitiveCase row) {
    List<BorchArray> inputs = row.prepared(doubles(row));
    HostKernel kernel = row.primitive().kernel(row.specs()).orElseThrow();

    double[] result = new double[row.primitive().output(row.specs()).size()];
    Arrays.fill(result, Double.NaN);
    kernel.run(inputs.stream().map(BorchArray::values).toArray(double[][]::new), result);

    assertClose(result, BorchArray.apply(row.primitive(), inputs).values(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("once")
  void theDerivativeIsTheLimitOfDifferences(PrimitiveCase row) {
    List<BorchArray> at = doubles(row);
    Function<List<BorchArray>, BorchArray> loss = inputs -> weighted(row.run(inputs), 1);

    assertClose(
        gradient(loss, at, row.floating()), differences(loss, at, row.floating()), DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theDerivativeOfTheDerivativeIsTheLimitOfDifferences(PrimitiveCase row) {
    List<BorchArray> at = doubles(row);
    List<Integer> places = row.floating();
    Function<List<BorchArray>, BorchArray> loss = inputs -> weighted(row.run(inputs), 1);
    Function<List<BorchArray>, BorchArray> slope =
        inputs -> {
          List<BorchArray> gradients = gradients(loss, inputs, places);
          BorchArray sum = weighted(gradients.get(0), 2);
          for (int i = 1; i < gradients.size(); i++) {
            sum = sum.add(weighted(gradients.get(i), i + 2));
          }
          return sum;
        };

    assertClose(gradient(slope, at, places), differences(slope, at, places), DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("ofTwoInputs")
  void inputsMayBelongToDifferentTapes(PrimitiveCase row) {
    List<Integer> places = row.floating();
    List<BorchArray> at = doubles(row);
    List<Integer> outer = places.subList(0, 1);
    List<Integer> inner = places.subList(1, 2);
    Function<List<BorchArray>, BorchArray> mixed =
        inputs -> weighted(gradients(in -> weighted(row.run(in), 1), inputs, inner).get(0), 2);

    assertClose(gradient(mixed, at, outer), differences(mixed, at, outer), DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void derivativesHaveTheShapeAndTypeOfTheirInput(PrimitiveCase row) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      List<BorchArray> at = row.arrays(type);

      List<BorchArray> gradients =
          gradients(inputs -> weighted(row.run(inputs), 1), at, row.floating());

      List<Spec> specs = row.floating().stream().map(place -> at.get(place).spec()).toList();
      assertThat(gradients).extracting(BorchArray::spec).isEqualTo(specs);
    }
  }

  @ParameterizedTest
  @MethodSource("constant")
  void whatIsConstantHasDerivativeZero(PrimitiveCase row) {
    double[] gradient =
        gradient(inputs -> weighted(row.run(inputs), 1), doubles(row), row.floating());

    assertThat(gradient).isEqualTo(new double[gradient.length]);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatHasNoDerivativeSaysSo(PrimitiveCase row) {
    assertThatThrownBy(
            () -> gradient(inputs -> weighted(row.run(inputs), 1), doubles(row), row.floating()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("derivative");
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void aScopeFreesAllThatWasMadeInIt(PrimitiveCase row) {
    List<BorchArray> at = doubles(row);
    Runnable step =
        () -> {
          try (Scope scope = Scope.open()) {
            gradients(inputs -> weighted(row.run(inputs), 1), at, row.floating());
          }
        };
    // A constant is shared from the second time on that it is asked for.
    step.run();
    step.run();
    int before = NativeArrays.count();

    step.run();

    assertThat(NativeArrays.count()).isLessThanOrEqualTo(before);
  }

  /** The engine and the kernels agree where doubles end, too. */
  @ParameterizedTest
  @MethodSource("unaryWithKernel")
  void kernelsOfOneNumberAgreeWithTheEngineAtTheEdges(Unary primitive) {
    double[] edges = {
      0,
      -0.0,
      1,
      -1,
      1e-300,
      -1e-300,
      1e-20,
      -1e-20,
      1e5,
      -1e5,
      800,
      -800,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    BorchArray x = BorchArray.of(edges);
    HostKernel kernel = primitive.kernel(List.of(x.spec())).orElseThrow();

    double[] result = new double[edges.length];
    kernel.run(new double[][] {edges}, result);

    double[] engine = x.apply(primitive).values();
    for (int i = 0; i < edges.length; i++) {
      assertThat(agree(result[i], engine[i]))
          .as("%s(%s): kernel %s, engine %s", primitive.label(), edges[i], result[i], engine[i])
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Binary.class)
  void kernelsOfTwoNumbersAgreeWithTheEngineAtTheEdges(Binary primitive) {
    double[] edges = {
      0,
      1,
      -1,
      1e-300,
      2.5,
      -2.5,
      1e5,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    BorchArray column = BorchArray.of(edges).expandDims(1);
    BorchArray row = BorchArray.of(edges);
    HostKernel kernel = primitive.kernel(List.of(column.spec(), row.spec())).orElseThrow();

    double[] result = new double[edges.length * edges.length];
    kernel.run(new double[][] {edges, edges}, result);

    double[] engine = column.apply(primitive, row).values();
    for (int i = 0; i < result.length; i++) {
      assertThat(agree(result[i], engine[i]))
          .as(
              "%s(%s, %s): kernel %s, engine %s",
              primitive.label(),
              edges[i / edges.length],
              edges[i % edges.length],
              result[i],
              engine[i])
          .isTrue();
    }
  }

  private static boolean agree(double kernel, double engine) {
    return Double.isNaN(engine)
        ? Double.isNaN(kernel)
        : kernel == engine || Math.abs(kernel - engine) <= 1e-12 * Math.abs(engine);
  }

  private static List<BorchArray> doubles(PrimitiveCase row) {
    return row.arrays(DataType.FLOAT64);
  }

  /** A scalar to which the elements contribute with unequal weights. */
  private static BorchArray weighted(BorchArray array, int salt) {
    double[] weights = new double[array.spec().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + 0.5 * Math.sin(i + salt);
    }
    BorchArray factors = BorchArray.of(array.getShape(), weights);
    return array.mul(factors.toType(array.getDataType(), false)).sum();
  }

  /** The derivatives of a scalar function with respect to the inputs at some places. */
  private static List<BorchArray> gradients(
      Function<List<BorchArray>, BorchArray> function, List<BorchArray> at, List<Integer> places) {
    List<BorchArray> chosen = places.stream().map(at::get).toList();
    Function<List<NDArray>, NDArray> ofChosen =
        arguments -> {
          List<BorchArray> inputs = new ArrayList<>(at);
          for (int i = 0; i < places.size(); i++) {
            inputs.set(places.get(i), BorchArray.wrap(arguments.get(i)));
          }
          return function.apply(inputs);
        };
    return Autodiff.valueAndGrad(ofChosen, chosen).gradient().stream()
        .map(BorchArray::wrap)
        .toList();
  }

  private static double[] gradient(
      Function<List<BorchArray>, BorchArray> function, List<BorchArray> at, List<Integer> places) {
    return gradients(function, at, places).stream()
        .flatMapToDouble(gradient -> DoubleStream.of(gradient.values()))
        .toArray();
  }

  /** The same by a central difference of fourth order. */
  private static double[] differences(
      Function<List<BorchArray>, BorchArray> function, List<BorchArray> at, List<Integer> places) {
    List<Double> slopes = new ArrayList<>();
    for (int place : places) {
      Shape shape = at.get(place).getShape();
      for (int i = 0; i < shape.size(); i++) {
        double slope = 0;
        for (int steps : new int[] {-2, -1, 1, 2}) {
          double[] moved = at.get(place).values();
          moved[i] += steps * STEP;
          List<BorchArray> inputs = new ArrayList<>(at);
          inputs.set(place, BorchArray.of(shape, moved));
          try (Scope scope = Scope.open()) {
            slope += function.apply(inputs).values()[0] * STENCIL[steps + 2];
          }
        }
        slopes.add(slope / STEP);
      }
    }
    return slopes.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
