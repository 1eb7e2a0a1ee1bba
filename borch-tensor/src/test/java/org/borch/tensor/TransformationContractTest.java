package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the transformations promise of every primitive, checked on each row of {@link
 * PrimitiveCases}: forward mode agrees with differences and with reverse mode, mapping agrees with
 * a loop.
 */
class TransformationContractTest {

  /** As in {@link PrimitiveContractTest}: a stencil of fourth order. */
  private static final double STEP = 1e-3;

  private static final double DIFFERENCES = 1e-7;

  /** Two orders of the same sums; rows have at most a few dozen terms. */
  private static final double ROUNDING = 1e-11;

  /** Two ulps of a float, for what the engine computes in float32 whatever the run. */
  private static final double FLOAT_ROUNDING = 2.4e-7;

  static Stream<PrimitiveCase> all() {
    return PrimitiveCases.all().filter(row -> !row.inputs().isEmpty());
  }

  static Stream<PrimitiveCase> smooth() {
    return all()
        .filter(row -> row.derivative() == Derivative.SMOOTH)
        .filter(row -> row.inputs().stream().noneMatch(in -> in.fixed() == DataType.FLOAT32));
  }

  static Stream<PrimitiveCase> differentiable() {
    return all()
        .filter(row -> row.derivative() != Derivative.REFUSED)
        .filter(PrimitiveCase::isFloating)
        .filter(row -> !row.floating().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theTangentIsTheLimitOfDifferences(PrimitiveCase row) {
    List<BorchArray> at = doubles(row);
    List<BorchArray> directions = directions(row, at);

    double[] tangent = jvp(row, at, directions).values();

    double[] expected = new double[tangent.length];
    for (int steps : new int[] {-2, -1, 1, 2}) {
      double weight = (Math.abs(steps) == 1 ? 8 : -1) * Integer.signum(steps) / (12 * STEP);
      List<BorchArray> moved = new ArrayList<>();
      for (int i = 0; i < at.size(); i++) {
        moved.add(
            row.floating().contains(i)
                ? at.get(i).add(directions.get(i).mul(steps * STEP))
                : at.get(i));
      }
      double[] value = row.run(moved).values();
      for (int i = 0; i < expected.length; i++) {
        expected[i] += weight * value[i];
      }
    }
    assertClose(tangent, expected, DIFFERENCES);
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void forwardAndReverseModeAreTransposesOfEachOther(PrimitiveCase row) {
    List<BorchArray> at = doubles(row);
    List<BorchArray> directions = directions(row, at);
    List<Integer> places = row.floating();

    BorchArray tangent = jvp(row, at, directions);
    BorchArray cotangent = pattern(tangent.spec(), 7);
    List<NDArray> pulled =
        Autodiff.vjp(
                chosen -> row.run(replaced(at, places, chosen)),
                places.stream().map(at::get).toList(),
                cotangent)
            .gradient();

    double forward = sum(tangent.mul(cotangent));
    double reverse = 0;
    for (int i = 0; i < places.size(); i++) {
      reverse += sum(directions.get(places.get(i)).mul(pulled.get(i)));
    }
    double tolerance = row.primitive() instanceof Cast || mixed(row) ? 1e-5 : 1e-10;
    assertThat(forward).isCloseTo(reverse, within(tolerance * Math.max(1, Math.abs(reverse))));
    assertThat(tangent.spec()).isEqualTo(row.run(at).spec());
  }

  private static boolean mixed(PrimitiveCase row) {
    return row.inputs().stream().anyMatch(input -> input.fixed() == DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappingIsALoop(PrimitiveCase row) {
    List<boolean[]> combinations = combinations(row.inputs().size());
    for (boolean[] mapped : combinations) {
      // Many elements once, with all inputs mapped: the loop takes its time.
      boolean last = mapped == combinations.get(combinations.size() - 1);
      for (int size : last ? new int[] {1, 7, 64} : new int[] {1, 7}) {
        List<List<BorchArray>> elements = elements(row, size, mapped);
        Function<List<BorchArray>, BorchArray> function =
            inputs -> BorchArray.apply(row.primitive(), inputs);

        BorchArray together = vmap(function, elements, mapped);

        assertEqualsLoop(together, function, elements, ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theMappedGradientIsALoopOfGradients(PrimitiveCase row) {
    for (boolean[] mapped : combinations(row.inputs().size())) {
      List<List<BorchArray>> elements = elements(row, 3, mapped);
      Function<List<BorchArray>, BorchArray> function = inputs -> slope(row, inputs);

      BorchArray together = vmap(function, elements, mapped);

      assertEqualsLoop(together, function, elements, 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theMappedTangentIsALoopOfTangents(PrimitiveCase row) {
    for (boolean[] mapped : combinations(row.inputs().size())) {
      List<List<BorchArray>> elements = elements(row, 3, mapped);
      Function<List<BorchArray>, BorchArray> function =
          inputs -> jvpOfPrimitive(row, inputs, directions(row, inputs));

      BorchArray together = vmap(function, elements, mapped);

      assertEqualsLoop(together, function, elements, 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void theGradientThroughAMappingIsThatOfALoop(PrimitiveCase row) {
    for (boolean[] mapped : combinations(row.inputs().size())) {
      List<List<BorchArray>> elements = elements(row, 3, mapped);
      List<BorchArray> arguments = arguments(elements, mapped);
      List<Integer> places = row.floating();
      List<BorchArray> at = places.stream().map(arguments::get).toList();
      Function<List<BorchArray>, BorchArray> function =
          inputs -> BorchArray.apply(row.primitive(), inputs);

      List<NDArray> mappedGradient =
          Autodiff.valueAndGrad(
                  chosen ->
                      weighted(mapOver(function, replaced(arguments, places, chosen), mapped), 1),
                  at)
              .gradient();
      List<NDArray> loopGradient =
          Autodiff.valueAndGrad(
                  chosen ->
                      weighted(loop(function, replaced(arguments, places, chosen), mapped, 3), 1),
                  at)
              .gradient();

      for (int i = 0; i < at.size(); i++) {
        assertClose(
            BorchArray.wrap(mappedGradient.get(i)).values(),
            BorchArray.wrap(loopGradient.get(i)).values(),
            1e-9);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void hessianVectorProductsForwardOverReverseAreReverseOverReverse(PrimitiveCase row) {
    List<Integer> places = row.floating();
    List<BorchArray> at = doubles(row);
    List<BorchArray> chosen = places.stream().map(at::get).toList();
    List<BorchArray> directions = places.stream().map(directions(row, at)::get).toList();
    Function<List<NDArray>, NDArray> loss =
        arguments -> weighted(row.run(replaced(at, places, arguments)), 1);

    List<NDArray> forward = Autodiff.hvp(loss, chosen, directions);

    List<NDArray> reverse =
        Autodiff.valueAndGrad(
                arguments -> {
                  NDArray sum = null;
                  List<NDArray> slopes = Autodiff.valueAndGrad(loss, arguments).gradient();
                  for (int i = 0; i < slopes.size(); i++) {
                    NDArray part = slopes.get(i).mul(directions.get(i)).sum();
                    sum = sum == null ? part : sum.add(part);
                  }
                  return sum;
                },
                chosen)
            .gradient();
    for (int i = 0; i < forward.size(); i++) {
      assertClose(
          BorchArray.wrap(forward.get(i)).values(), BorchArray.wrap(reverse.get(i)).values(), 1e-8);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSizeOfTheMappedGraphDoesNotDependOnTheNumberOfElements(PrimitiveCase row) {
    for (boolean[] mapped : combinations(row.inputs().size())) {
      assertThat(graph(row, mapped, 64).size()).isEqualTo(graph(row, mapped, 7).size());
    }
  }

  private static Graph graph(PrimitiveCase row, boolean[] mapped, int size) {
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < mapped.length; i++) {
      Spec spec = row.specs().get(i);
      specs.add(mapped[i] ? spec.with(new Shape(size).addAll(spec.shape())) : spec);
    }
    return Graph.trace(
        arguments ->
            List.of(
                mapOver(
                    inputs -> BorchArray.apply(row.primitive(), inputs),
                    arguments.stream().map(BorchArray::wrap).toList(),
                    mapped)),
        specs);
  }

  // ---- arguments

  private static List<BorchArray> doubles(PrimitiveCase row) {
    return row.arrays(DataType.FLOAT64);
  }

  /** A fixed array with elements of both signs. */
  private static BorchArray pattern(Spec spec, int salt) {
    double[] values = new double[spec.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.3 + Math.sin(1.9 * i + salt);
    }
    return BorchArray.of(spec, values);
  }

  /** For each floating input a direction; the others have none, and their entry is not used. */
  private static List<BorchArray> directions(PrimitiveCase row, List<BorchArray> at) {
    List<BorchArray> directions = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      directions.add(row.floating().contains(i) ? pattern(at.get(i).spec(), i + 1) : at.get(i));
    }
    return directions;
  }

  private static BorchArray jvp(
      PrimitiveCase row, List<BorchArray> at, List<BorchArray> directions) {
    return jvp(row::run, row.floating(), at, directions);
  }

  private static BorchArray jvpOfPrimitive(
      PrimitiveCase row, List<BorchArray> at, List<BorchArray> directions) {
    return jvp(inputs -> BorchArray.apply(row.primitive(), inputs), row.floating(), at, directions);
  }

  private static BorchArray jvp(
      Function<List<BorchArray>, BorchArray> function,
      List<Integer> places,
      List<BorchArray> at,
      List<BorchArray> directions) {
    return BorchArray.wrap(
        Autodiff.jvp(
                chosen -> function.apply(replaced(at, places, chosen)),
                places.stream().map(at::get).toList(),
                places.stream().map(directions::get).toList())
            .tangent());
  }

  private static List<BorchArray> replaced(
      List<BorchArray> at, List<Integer> places, List<NDArray> chosen) {
    List<BorchArray> inputs = new ArrayList<>(at);
    for (int i = 0; i < places.size(); i++) {
      inputs.set(places.get(i), BorchArray.wrap(chosen.get(i)));
    }
    return inputs;
  }

  /** The gradient by all floating inputs, one after the other. */
  private static BorchArray slope(PrimitiveCase row, List<BorchArray> inputs) {
    List<Integer> places = row.floating();
    List<BorchArray> parts =
        Autodiff.valueAndGrad(
                chosen ->
                    weighted(
                        BorchArray.apply(row.primitive(), replaced(inputs, places, chosen)), 1),
                places.stream().map(inputs::get).toList())
            .gradient()
            .stream()
            .map(part -> BorchArray.wrap(part).flatten())
            .toList();
    return ShapedArray.concat(parts, 0);
  }

  private static BorchArray weighted(BorchArray array, int salt) {
    return array.mul(pattern(array.spec(), salt)).sum();
  }

  // ---- mapping

  private static List<boolean[]> combinations(int inputs) {
    List<boolean[]> result = new ArrayList<>();
    for (int bits = 1; bits < 1 << inputs; bits++) {
      boolean[] mapped = new boolean[inputs];
      for (int i = 0; i < inputs; i++) {
        mapped[i] = (bits >> i & 1) != 0;
      }
      result.add(mapped);
    }
    return result;
  }

  /**
   * For each element the inputs; those that are mapped differ, and stay where the row is smooth.
   */
  private static List<List<BorchArray>> elements(PrimitiveCase row, int size, boolean[] mapped) {
    List<List<BorchArray>> elements = new ArrayList<>();
    for (int element = 0; element < size; element++) {
      List<BorchArray> inputs = doubles(row);
      for (int i = 0; i < mapped.length; i++) {
        if (mapped[i]) {
          inputs.set(i, varied(inputs.get(i), element, row.floating().contains(i)));
        }
      }
      elements.add(row.prepared(inputs));
    }
    return elements;
  }

  /** Numbers shrink a little; integers, truths and indices change places. */
  private static BorchArray varied(BorchArray input, int element, boolean floating) {
    double[] values = input.values();
    double[] changed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      changed[i] =
          floating
              ? values[i] * (1 - 0.02 * ((element * 7 + i * 3) % 11))
              : values[(i + element) % values.length];
    }
    return BorchArray.of(input.spec(), changed);
  }

  private static List<BorchArray> arguments(List<List<BorchArray>> elements, boolean[] mapped) {
    List<BorchArray> arguments = new ArrayList<>();
    for (int i = 0; i < mapped.length; i++) {
      int input = i;
      arguments.add(
          mapped[i]
              ? ShapedArray.join(elements.stream().map(inputs -> inputs.get(input)).toList(), 0)
              : elements.get(0).get(i));
    }
    return arguments;
  }

  private static BorchArray vmap(
      Function<List<BorchArray>, BorchArray> function,
      List<List<BorchArray>> elements,
      boolean[] mapped) {
    return mapOver(function, arguments(elements, mapped), mapped);
  }

  private static BorchArray mapOver(
      Function<List<BorchArray>, BorchArray> function,
      List<BorchArray> arguments,
      boolean[] mapped) {
    int[] axes = new int[mapped.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = mapped[i] ? 0 : Batching.UNMAPPED;
    }
    return BorchArray.wrap(
        Batching.vmap(
                in -> List.of(function.apply(in.stream().map(BorchArray::wrap).toList())),
                arguments,
                axes)
            .get(0));
  }

  private static BorchArray loop(
      Function<List<BorchArray>, BorchArray> function,
      List<BorchArray> arguments,
      boolean[] mapped,
      int size) {
    List<BorchArray> results = new ArrayList<>();
    for (int element = 0; element < size; element++) {
      List<BorchArray> inputs = new ArrayList<>();
      for (int i = 0; i < mapped.length; i++) {
        BorchArray argument = arguments.get(i);
        inputs.add(
            mapped[i]
                ? argument.slice(0, element, element + 1).reshape(argument.getShape().slice(1))
                : argument);
      }
      results.add(function.apply(inputs));
    }
    return ShapedArray.join(results, 0);
  }

  private static void assertEqualsLoop(
      BorchArray together,
      Function<List<BorchArray>, BorchArray> function,
      List<List<BorchArray>> elements,
      double tolerance) {
    List<BorchArray> results = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      elements.forEach(inputs -> results.add(function.apply(inputs)));
      Spec one = results.get(0).spec();
      Shape all = new Shape(elements.size()).addAll(one.shape());
      assertThat(together.spec()).isEqualTo(one.with(all));
      double[] values = together.values();
      for (int element = 0; element < elements.size(); element++) {
        double[] expected = results.get(element).values();
        double[] actual =
            java.util.Arrays.copyOfRange(
                values, element * expected.length, (element + 1) * expected.length);
        boolean single = one.type() == DataType.FLOAT32;
        assertClose(actual, expected, single ? FLOAT_ROUNDING : tolerance);
      }
    }
  }

  private static double sum(NDArray array) {
    double sum = 0;
    for (double value : BorchArray.wrap(array).values()) {
      sum += value;
    }
    return sum;
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertThat(actual[i]).isNaN();
      } else if (actual[i] != expected[i]) {
        assertThat(actual[i])
            .as("element %d", i)
            .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
      }
    }
  }
}
