package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;
import org.borch.tensor.random.Seed;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every distribution of the table under vmap: what it computes is what a loop computes. */
class MappedDistributionTest {

  private static final double TOLERANCE = 1e-9;
  private static final int[] SIZES = {1, 7};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  static List<DistributionCase> all() {
    return DistributionCase.all();
  }

  static List<DistributionCase> continuous() {
    return all().stream().filter(DistributionCase::isContinuous).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappedLogDensitiesOfValuesAreALoop(DistributionCase row) {
    Distribution d = row.distribution();
    for (int size : SIZES) {
      NDArray x = d.in(DataType.FLOAT64).sample(noise(), new Shape(size));

      assertMapIsLoop(in -> List.of(d.logProb(in.get(0))), List.of(x), size);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappedLogDensitiesOfParametersAndValuesAreALoop(DistributionCase row) {
    for (int size : SIZES) {
      assertMapIsLoop(
          in -> List.of(rebuild(row, in).logProb(in.get(in.size() - 1))),
          parametersAndValues(row, size),
          size);
    }
  }

  @ParameterizedTest
  @MethodSource("continuous")
  void mappedGradientsOfLogDensitiesAreALoop(DistributionCase row) {
    assertMapIsLoop(
        in ->
            Autodiff.valueAndGrad(at -> rebuild(row, at).logProb(at.get(at.size() - 1)).sum(), in)
                .gradient(),
        parametersAndValues(row, 7),
        7);
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappedDrawsOfOneNoiseAreALoop(DistributionCase row) {
    for (int size : SIZES) {
      assertMapIsLoop(
          in -> List.of(rebuild(row, in).sample(noise(), new Shape(3))),
          parameters(row, size),
          size);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void mappedDrawsOfManyKeysAreALoop(DistributionCase row) {
    for (int size : SIZES) {
      List<NDArray> arguments = parameters(row, size);
      arguments.add(Key.halves(IntStream.range(0, size).mapToObj(Seed.of(8).key()::at).toList()));

      assertMapIsLoop(
          in -> {
            Noise noise = Noise.of(Key.of(in.get(in.size() - 1)), DataType.FLOAT64);
            return List.of(
                rebuild(row, in).sample(noise, new Shape(3)),
                row.distribution().sample(noise, new Shape(2)));
          },
          arguments,
          size);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSizeOfAMappedLogDensityDoesNotDependOnTheNumberOfElements(DistributionCase row) {
    assertThat(graph(row, 64).size()).isEqualTo(graph(row, 7).size());
  }

  private static Graph graph(DistributionCase row, int size) {
    List<Spec> specs =
        parametersAndValues(row, size).stream().map(x -> BorchArray.wrap(x).spec()).toList();
    return Graph.trace(
        arguments ->
            Batching.vmap(
                in -> List.of(rebuild(row, in).logProb(in.get(in.size() - 1))), arguments),
        specs);
  }

  /** The row's parameters for each element, shrunk a little, which keeps them valid. */
  private static List<NDArray> parameters(DistributionCase row, int size) {
    List<NDArray> arrays = new ArrayList<>();
    for (Parameter parameter : row.distribution().parameters()) {
      List<NDArray> each = new ArrayList<>();
      for (int element = 0; element < size; element++) {
        each.add(parameter.value().as(DataType.FLOAT64).mul(1 - 0.01 * (element % 13)));
      }
      arrays.add(ArrayMath.stack(0, each.toArray(new NDArray[0])));
    }
    return arrays;
  }

  /** The same and a value of each element's distribution. */
  private static List<NDArray> parametersAndValues(DistributionCase row, int size) {
    List<NDArray> arrays = parameters(row, size);
    List<NDArray> values = new ArrayList<>();
    for (int element = 0; element < size; element++) {
      values.add(rebuild(row, element(arrays, element)).sample(noise().at(element)));
    }
    arrays.add(ArrayMath.stack(0, values.toArray(new NDArray[0])));
    return arrays;
  }

  private static Distribution rebuild(DistributionCase row, List<NDArray> parameters) {
    int count = row.distribution().parameters().size();
    return row.distribution()
        .withParameters(parameters.subList(0, count).stream().map(Operand::of).toList());
  }

  private static List<NDArray> element(List<NDArray> arguments, int element) {
    return arguments.stream().map(argument -> argument.get(element)).toList();
  }

  private static Noise noise() {
    return Noise.of(Seed.of(5).key(), DataType.FLOAT64);
  }

  private static void assertMapIsLoop(
      Function<List<NDArray>, List<NDArray>> function, List<NDArray> arguments, int size) {
    List<NDArray> together = Batching.vmap(function, arguments);

    for (int element = 0; element < size; element++) {
      List<NDArray> alone = function.apply(element(arguments, element));
      for (int i = 0; i < alone.size(); i++) {
        double[] expected = values(alone.get(i));
        double[] all = values(together.get(i));
        assertThat(all.length).isEqualTo(size * expected.length);
        double[] actual =
            Arrays.copyOfRange(all, element * expected.length, (element + 1) * expected.length);
        for (int j = 0; j < actual.length; j++) {
          assertThat(actual[j])
              .as("result %d of element %d", i, element)
              .isCloseTo(expected[j], within(TOLERANCE * Math.max(1, Math.abs(expected[j]))));
        }
      }
    }
  }

  private static double[] values(NDArray x) {
    return BorchArray.wrap(x).values();
  }
}
