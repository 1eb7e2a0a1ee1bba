package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.Key;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;

/**
 * A function of a model's draws as one program of parameters and key, or for a model that cannot be
 * traced as one operation after the other.
 */
final class DrawProgram {

  private final Model<?, ?> model;
  private final Params params;
  private final Function<Trace, List<NDArray>> function;
  private final Fallback<Executable> program;

  private DrawProgram(
      Model<?, ?> model,
      Params params,
      Function<Trace, List<NDArray>> function,
      Fallback<Executable> program) {
    this.model = model;
    this.params = params;
    this.function = function;
    this.program = program;
  }

  /**
   * Traces the function on the first use of a model.
   *
   * @param model not bound to minibatches
   */
  static DrawProgram of(Model<?, ?> model, Params params, Function<Trace, List<NDArray>> function) {
    Fallback<Executable> program =
        Fallback.of(
            "draws from a fit run",
            null,
            () -> {
              Graph graph = graph(model, params, function);
              return Executable.of(graph, Choice.of(graph, params.device()));
            },
            Executable::choice);
    return new DrawProgram(model, params, function, program);
  }

  private static Graph graph(
      Model<?, ?> model, Params params, Function<Trace, List<NDArray>> function) {
    return Graph.trace(
        arguments -> {
          Spec flat = new Spec(new Shape(params.size()), params.type());
          Params view = params.over(arguments.add(flat));
          NDArray halves = arguments.add(new Spec(new Shape(1, 2), DataType.INT64));
          return function.apply(model.sample(view, Key.of(halves.reshape(2))));
        });
  }

  /** The function of the draw with a key; arrays belong to the running scope. */
  List<NDArray> run(Key key) {
    Executable compiled = program.program();
    if (compiled == null) {
      return function.apply(model.sample(params, key));
    }
    NDArray halves = Key.halves(List.of(key)).toDevice(params.device(), false);
    return compiled.run(List.of(params.flat(), halves));
  }

  /** What runs it, and why. */
  Execution execution() {
    return program.execution();
  }
}
