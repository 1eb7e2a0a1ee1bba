package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Function;
import org.borch.Model;
import org.borch.Params;
import org.borch.Trace;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * A function of a model's draws as one program of parameters and key, or for a model that cannot be
 * traced as one operation after the other.
 */
final class DrawProgram {

  private static final Logger LOGGER = System.getLogger(DrawProgram.class.getName());

  private final Model<?, ?> model;
  private final Params params;
  private final Function<Trace, List<NDArray>> function;
  private final @Nullable Executable program;
  private final Execution execution;

  private DrawProgram(
      Model<?, ?> model,
      Params params,
      Function<Trace, List<NDArray>> function,
      @Nullable Executable program,
      Execution execution) {
    this.model = model;
    this.params = params;
    this.function = function;
    this.program = program;
    this.execution = execution;
  }

  /**
   * Traces the function on the first use of a model.
   *
   * @param model not bound to minibatches
   */
  static DrawProgram of(Model<?, ?> model, Params params, Function<Trace, List<NDArray>> function) {
    String reason;
    try {
      Graph graph = graph(model, params, function);
      Choice choice = Choice.of(graph, params.device());
      if (choice.backEnd() != BackEnd.EAGER) {
        Execution execution = new Execution(choice.backEnd(), choice.reason());
        return new DrawProgram(model, params, function, Executable.of(graph, choice), execution);
      }
      reason = choice.reason();
    } catch (TracingException e) {
      reason = String.valueOf(e.getMessage());
    }
    LOGGER.log(Level.WARNING, "draws from a fit run one operation after the other: {0}", reason);
    Execution eager = new Execution(BackEnd.EAGER, reason);
    return new DrawProgram(model, params, function, null, eager);
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
    if (program == null) {
      return function.apply(model.sample(params, key));
    }
    NDArray halves = Key.halves(List.of(key)).toDevice(params.device(), false);
    return program.run(List.of(params.flat(), halves));
  }

  /** What runs it, and why. */
  Execution execution() {
    return execution;
  }
}
