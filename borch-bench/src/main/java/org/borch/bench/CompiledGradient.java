package org.borch.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.borch.tensor.Autodiff;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Plan;
import org.borch.tensor.trace.Program;

/** Value and gradient of a function of arrays, traced and compiled. */
final class CompiledGradient {
  private final Plan plan;

  /**
   * Traces, differentiates and compiles a function.
   *
   * @param density from its arguments to a scalar
   * @param at the arguments one after the other
   * @param shapes of the arguments
   */
  CompiledGradient(Function<List<NDArray>, NDArray> density, double[] at, Shape... shapes) {
    List<Spec> specs = Arrays.stream(shapes).map(s -> new Spec(s, DataType.FLOAT64)).toList();
    plan = Program.of(Graph.trace(q -> valueAndGradient(density, q), specs)).plan();
    int from = 0;
    for (int i = 0; i < shapes.length; i++) {
      double[] input = plan.input(i);
      System.arraycopy(at, from, input, 0, input.length);
      from += input.length;
    }
  }

  private static List<NDArray> valueAndGradient(
      Function<List<NDArray>, NDArray> density, List<NDArray> at) {
    Autodiff.ValueAndGradient result = Autodiff.valueAndGrad(density, at);
    List<NDArray> all = new ArrayList<>(List.of(result.value()));
    all.addAll(result.gradient());
    return all;
  }

  /**
   * Compares value and gradient with others.
   *
   * @param tolerance relative to the largest of the gradient
   * @throws IllegalStateException if they differ by more
   */
  void require(double value, double[] gradient, double tolerance) {
    double[] computed = {run()};
    double[] expected = {value};
    check(computed, expected, 0, tolerance * (1 + Math.abs(value)));
    double largest = 1 + Arrays.stream(gradient).map(Math::abs).max().orElse(0);
    int from = 0;
    for (int i = 1; from < gradient.length; i++) {
      check(plan.output(i), gradient, from, tolerance * largest);
      from += plan.output(i).length;
    }
  }

  private static void check(double[] computed, double[] expected, int from, double tolerance) {
    for (int i = 0; i < computed.length; i++) {
      if (!(Math.abs(computed[i] - expected[from + i]) <= tolerance)) {
        throw new IllegalStateException(
            "compiled " + Arrays.toString(computed) + ", expected " + Arrays.toString(expected));
      }
    }
  }

  /** Computes both; returns the value. */
  double run() {
    plan.run();
    return plan.output(0)[0];
  }
}
