package org.borch.distributions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.Autodiff;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;
import org.borch.tensor.trace.TorchProgram;
import org.jspecify.annotations.Nullable;

/** One function of arrays on every back-end. */
public final class BackEnds {

  private BackEnds() {}

  /**
   * Asserts that programs on Java arrays and in TorchScript compute what the engine does, to 1e-9
   * in float64 and 1e-4 in float32 of the largest result.
   */
  public static void assertAgree(
      Function<List<NDArray>, List<NDArray>> function, List<NDArray> arguments) {
    assertAgree(function, arguments, null);
  }

  /**
   * The same.
   *
   * @param lacksTorchScript the operation that has no TorchScript text, which is asserted, too
   */
  public static void assertAgree(
      Function<List<NDArray>, List<NDArray>> function,
      List<NDArray> arguments,
      @Nullable String lacksTorchScript) {
    List<BorchArray> inputs = arguments.stream().map(BorchArray::wrap).toList();
    Graph graph = Graph.trace(function, inputs.stream().map(BorchArray::spec).toList());
    List<double[]> expected = read(function.apply(arguments));

    assertClose(onJvm(graph, inputs), expected, "JVM", graph);
    if (lacksTorchScript != null) {
      assertThatThrownBy(() -> TorchProgram.of(graph))
          .isInstanceOf(TracingException.class)
          .hasMessageContaining(lacksTorchScript);
    } else {
      assertClose(read(TorchProgram.of(graph).run(inputs)), expected, "TorchScript", graph);
    }
  }

  private static List<double[]> onJvm(Graph graph, List<BorchArray> inputs) {
    Program program = Program.of(graph);
    assertThat(program.isCompiled()).isTrue();
    Plan plan = program.plan();
    for (int i = 0; i < inputs.size(); i++) {
      plan.write(i, inputs.get(i).values());
    }
    plan.run();
    List<double[]> results = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      results.add(new double[graph.outputs().get(i).size()]);
      plan.read(i, results.get(i));
    }
    return results;
  }

  private static List<double[]> read(List<NDArray> arrays) {
    return arrays.stream().map(array -> BorchArray.wrap(array).values()).toList();
  }

  private static void assertClose(
      List<double[]> actual, List<double[]> expected, String backEnd, Graph graph) {
    boolean single =
        graph.inputs().stream().map(Spec::type).anyMatch(type -> type == DataType.FLOAT32);
    double tolerance = single ? 1e-4 : 1e-9;
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      double largest = 1;
      for (double value : expected.get(i)) {
        largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
      assertThat(actual.get(i)).hasSameSizeAs(expected.get(i));
      for (int j = 0; j < actual.get(i).length; j++) {
        double got = actual.get(i)[j];
        double want = expected.get(i)[j];
        boolean close =
            Double.isFinite(want)
                ? Math.abs(got - want) <= tolerance * largest
                : Double.compare(got, want) == 0;
        assertThat(close)
            .as("%s: element %d of result %d is %s, not %s%n%s", backEnd, j, i, got, want, graph)
            .isTrue();
      }
    }
  }

  /**
   * A function's result and the gradient of a weighted sum of its elements.
   *
   * @param count how many of the first arguments the gradient is with respect to
   */
  public static Function<List<NDArray>, List<NDArray>> withGradient(
      Function<List<NDArray>, NDArray> function, int count) {
    return in -> {
      List<NDArray> rest = in.subList(count, in.size());
      Autodiff.ValueAndGradient result =
          Autodiff.valueAndGrad(
              at -> {
                List<NDArray> all = new ArrayList<>(at);
                all.addAll(rest);
                NDArray value = function.apply(all);
                // Weights that differ, so that an element in another's place is an error.
                return value.mul(weights(value)).sum();
              },
              in.subList(0, count));
      List<NDArray> results = new ArrayList<>(List.of(function.apply(in)));
      results.addAll(result.gradient());
      return results;
    };
  }

  private static BorchArray weights(NDArray value) {
    double[] weights = new double[Math.toIntExact(value.size())];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.cos(i) + 1.5;
    }
    return BorchArray.of(new Spec(value.getShape(), value.getDataType()), weights);
  }
}
