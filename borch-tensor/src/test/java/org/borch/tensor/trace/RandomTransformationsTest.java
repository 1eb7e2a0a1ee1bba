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
import java.util.stream.LongStream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.Vectorize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mapped and differentiated random functions, eager and compiled, against loops. */
class RandomTransformationsTest {

  private static final int ELEMENTS = 3;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static LongStream some() {
    return LongStream.range(0, 40);
  }

  static LongStream many() {
    return LongStream.range(40, 2000);
  }

  @ParameterizedTest
  @MethodSource("some")
  void transformationsAreLoops(long seed) {
    RandomFunctions functions = new RandomFunctions(seed);
    List<Integer> mapped = mapped(seed);
    List<NDArray> arguments = arguments(functions, mapped, seed);
    int[] axes = new int[arguments.size()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = mapped.contains(i) ? 0 : Vectorize.UNMAPPED;
    }
    Function<List<NDArray>, List<NDArray>> gradient =
        at -> {
          var result = Autodiff.valueAndGrad(functions::scalar, at);
          List<NDArray> all = new ArrayList<>(result.gradient());
          all.add(result.value());
          return all;
        };
    Function<List<NDArray>, List<NDArray>> gradientOfMap =
        at ->
            Autodiff.valueAndGrad(
                    in ->
                        Vectorize.vmap(element -> List.of(functions.scalar(element)), in, axes)
                            .get(0)
                            .square()
                            .sum(),
                    at)
                .gradient();
    Function<List<NDArray>, List<NDArray>> gradientOfLoop =
        at ->
            Autodiff.valueAndGrad(
                    in ->
                        loop(element -> List.of(functions.scalar(element)), in, mapped)
                            .get(0)
                            .square()
                            .sum(),
                    at)
                .gradient();

    assertSame(
        at -> Vectorize.vmap(gradient, at, axes), at -> loop(gradient, at, mapped), arguments);
    assertSame(gradientOfMap, gradientOfLoop, arguments);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("many")
  void manyTransformationsAreLoops(long seed) {
    transformationsAreLoops(seed);
  }

  private static void assertSame(
      Function<List<NDArray>, List<NDArray>> transformed,
      Function<List<NDArray>, List<NDArray>> loop,
      List<NDArray> arguments) {
    List<NDArray> expected = loop.apply(arguments);
    List<NDArray> eager = transformed.apply(arguments);
    List<Spec> specs = arguments.stream().map(x -> BorchArray.wrap(x).spec()).toList();
    Plan plan = Program.of(Graph.trace(transformed, specs)).plan();
    for (int i = 0; i < arguments.size(); i++) {
      double[] values = values(arguments.get(i));
      System.arraycopy(values, 0, plan.input(i), 0, values.length);
    }
    plan.run();

    for (int i = 0; i < expected.size(); i++) {
      assertThat(eager.get(i).getShape()).isEqualTo(expected.get(i).getShape());
      assertClose(values(eager.get(i)), values(expected.get(i)), "eager result " + i);
      assertClose(plan.output(i), values(expected.get(i)), "compiled result " + i);
    }
  }

  /** Relative to the largest element, as sums of many terms may cancel. */
  private static void assertClose(double[] actual, double[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 1;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s, element %d: %s instead of %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(1e-9 * largest);
    }
  }

  /** Which arguments are mapped: at least one. */
  private static List<Integer> mapped(long seed) {
    int bits = 1 + new Random(seed + 7).nextInt(7);
    return IntStream.range(0, 3).filter(i -> (bits >> i & 1) != 0).boxed().toList();
  }

  private static List<NDArray> arguments(
      RandomFunctions functions, List<Integer> mapped, long seed) {
    Random random = new Random(seed + 3);
    List<NDArray> arguments = new ArrayList<>();
    for (int i = 0; i < functions.inputs().size(); i++) {
      Shape one = functions.inputs().get(i).shape();
      Shape shape = mapped.contains(i) ? new Shape(ELEMENTS).addAll(one) : one;
      double[] values = random.doubles(shape.size(), -2, 2).toArray();
      arguments.add(BorchArray.of(new Spec(shape, DataType.FLOAT64), values));
    }
    return arguments;
  }

  private static List<NDArray> loop(
      Function<List<NDArray>, List<NDArray>> function,
      List<NDArray> arguments,
      List<Integer> mapped) {
    List<List<NDArray>> results = new ArrayList<>();
    for (int element = 0; element < ELEMENTS; element++) {
      List<NDArray> inputs = new ArrayList<>(arguments);
      for (int i : mapped) {
        inputs.set(i, arguments.get(i).get(element));
      }
      results.add(function.apply(inputs));
    }
    List<NDArray> stacked = new ArrayList<>();
    for (int i = 0; i < results.get(0).size(); i++) {
      int result = i;
      stacked.add(
          ArrayMath.stack(0, results.stream().map(one -> one.get(result)).toArray(NDArray[]::new)));
    }
    return stacked;
  }

  private static double[] values(NDArray array) {
    return BorchArray.wrap(array).values();
  }
}
