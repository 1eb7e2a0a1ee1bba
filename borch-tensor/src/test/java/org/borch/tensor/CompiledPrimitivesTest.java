package org.borch.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.borch.tensor.PrimitiveCase.Derivative;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every primitive computes in programs what it computes eagerly, derivatives included. */
class CompiledPrimitivesTest {

  /** Draws have a test of their own, and not all of them a text. */
  private static boolean hasText(PrimitiveCase row) {
    return !(row.primitive() instanceof HostPrimitive);
  }

  static Stream<PrimitiveCase> all() {
    return PrimitiveCases.all();
  }

  static Stream<PrimitiveCase> differentiable() {
    return all()
        .filter(row -> row.derivative() != Derivative.REFUSED)
        .filter(PrimitiveCase::isFloating)
        .filter(row -> !row.floating().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("all")
  void programsComputeWhatTheEngineComputes(PrimitiveCase row) {
    Function<List<NDArray>, List<NDArray>> function = in -> List.of(result(row, in));

    assertEqualsEager(function, row, DataType.FLOAT64);
    assertEqualsEager(function, row, DataType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("differentiable")
  void soDoItsDerivatives(PrimitiveCase row) {
    Function<List<NDArray>, List<NDArray>> function = in -> gradients(row, in);

    assertEqualsEager(function, row, DataType.FLOAT64);
    assertEqualsEager(function, row, DataType.FLOAT32);
  }

  private static BorchArray result(PrimitiveCase row, List<NDArray> inputs) {
    return row.run(inputs.stream().map(BorchArray::wrap).toList());
  }

  private static List<NDArray> gradients(PrimitiveCase row, List<NDArray> inputs) {
    List<NDArray> chosen = row.floating().stream().map(inputs::get).toList();
    return Autodiff.valueAndGrad(
            arguments -> {
              List<NDArray> all = new ArrayList<>(inputs);
              for (int i = 0; i < arguments.size(); i++) {
                all.set(row.floating().get(i), arguments.get(i));
              }
              BorchArray result = result(row, all);
              return result.mul(result).mul(0.5).sum();
            },
            chosen)
        .gradient();
  }

  private static void assertEqualsEager(
      Function<List<NDArray>, List<NDArray>> function, PrimitiveCase row, DataType type) {
    List<BorchArray> inputs = row.arrays(type);
    Graph graph = Graph.trace(function, inputs.stream().map(BorchArray::spec).toList());

    // Some rows have a float32 among doubles, which the engine rounds earlier than a program.
    double tolerance = graph.toString().contains("float32") ? 1e-4 : 1e-9;
    List<BorchArray> expected =
        function.apply(List.copyOf(inputs)).stream().map(BorchArray::wrap).toList();
    assertClose(run(graph, BackEnd.JVM, inputs), expected, tolerance, "JVM\n" + graph);
    if (hasText(row)) {
      assertClose(run(graph, BackEnd.TORCHSCRIPT, inputs), expected, tolerance, "torch\n" + graph);
    }
  }

  private static List<NDArray> run(Graph graph, BackEnd backEnd, List<BorchArray> inputs) {
    return Executable.of(graph, Choice.forced(graph, backEnd)).run(inputs);
  }

  private static void assertClose(
      List<NDArray> results, List<BorchArray> expected, double tolerance, String what) {
    assertThat(results).hasSameSizeAs(expected);
    for (int i = 0; i < results.size(); i++) {
      BorchArray got = BorchArray.wrap(results.get(i));
      assertThat(got.spec()).as(what).isEqualTo(expected.get(i).spec());
      assertClose(got.values(), expected.get(i).values(), tolerance, what);
    }
  }

  /** A difference counts relative to the largest element. */
  private static void assertClose(double[] got, double[] want, double tolerance, String what) {
    double largest = 1;
    for (double value : want) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    for (int i = 0; i < got.length; i++) {
      boolean close =
          Double.isFinite(want[i])
              ? Math.abs(got[i] - want[i]) <= tolerance * largest
              : Double.compare(got[i], want[i]) == 0;
      assertThat(close).as("element %d is %s, expected %s; %s", i, got[i], want[i], what).isTrue();
    }
  }
}
