package org.borch.infer.vi;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.borch.Batch;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * One step of {@link SviStep} as a graph, the same for all steps with minibatches of one size.
 *
 * <pre>
 *   arguments  parameters, moments | keys, baseline | minibatch | numbers
 *   results    parameters, moments | loss
 * </pre>
 */
final class StepGraph {

  private final Graph graph;
  private final int state;
  private final List<Spec> sizes;
  private final List<LongToDoubleFunction> numbers;

  private StepGraph(Graph graph, int state, List<Spec> sizes, List<LongToDoubleFunction> numbers) {
    this.graph = graph;
    this.state = state;
    this.sizes = sizes;
    this.numbers = List.copyOf(numbers);
  }

  /**
   * Runs a step once on arrays that record.
   *
   * @param batch of the size that the graph is for; null if the model has none
   * @throws org.borch.tensor.TracingException if the model or the optimiser cannot be traced
   */
  static <I> StepGraph of(
      SviStep step, Model<I, ?> model, Optimizer.State state, @Nullable Batch<I> batch) {
    List<LongToDoubleFunction> numbers = new ArrayList<>();
    List<Spec> sizes = sizes(step, batch);
    Graph graph = Graph.trace(arguments -> results(step, model, state, batch, numbers, arguments));
    return new StepGraph(graph, 1 + state.arrays().size(), sizes, numbers);
  }

  private static <I> List<NDArray> results(
      SviStep step,
      Model<I, ?> model,
      Optimizer.State state,
      @Nullable Batch<I> batch,
      List<LongToDoubleFunction> numbers,
      Graph.Arguments arguments) {
    Params params = step.params();
    Spec like = new Spec(new Shape(params.size()), params.type());
    Params view = params.over(arguments.add(like));
    Map<String, NDArray> moments = new LinkedHashMap<>();
    state.arrays().keySet().forEach(name -> moments.put(name, arguments.add(like)));
    NDArray keys = arguments.add(new Spec(new Shape(step.particles(), 2), DataType.INT64));
    NDArray baseline = arguments.add(like.with(new Shape()));
    Model<I, ?> bound = model;
    if (batch != null) {
      List<NDArray> arrays = new ArrayList<>();
      sizes(step, batch).forEach(spec -> arrays.add(arguments.add(spec)));
      bound = model.on(batch.with(arrays));
    }
    Optimizer.State any =
        Optimizer.State.ofAnyStep(
            view,
            moments,
            number -> {
              numbers.add(number);
              return arguments.add(like.with(new Shape(1)));
            });
    try (Scope scope = Scope.open()) {
      NDArray loss = step.loss(bound, view, keys, baseline);
      Optimizer.State after = step.optimizer().update(any, view, view.gradient(loss));
      List<NDArray> results = new ArrayList<>();
      results.add(scope.keep(view.flat()));
      after.arrays().values().forEach(moment -> results.add(scope.keep(moment)));
      results.add(scope.keep(loss));
      return results;
    }
  }

  /** What the graph takes of a minibatch: its arrays, floating ones in the run's type. */
  static List<Spec> sizes(SviStep step, @Nullable Batch<?> batch) {
    return batch == null ? List.of() : batch.specs(step.params().type());
  }

  /** The same of this graph's minibatch. */
  List<Spec> sizes() {
    return sizes;
  }

  Graph graph() {
    return graph;
  }

  /** How many arrays the step replaces: the first arguments and the first results. */
  int state() {
    return state;
  }

  /** The place of the draws' keys among the arguments. */
  int keys() {
    return state;
  }

  /** The place of the score function's baseline. */
  int baseline() {
    return state + 1;
  }

  /** The place of the minibatch's first array. */
  int batch() {
    return state + 2;
  }

  /** The place of the first number that differs from step to step. */
  int firstNumber() {
    return batch() + sizes.size();
  }

  /** The numbers that differ from step to step, as functions of the optimiser's step. */
  List<LongToDoubleFunction> numbers() {
    return numbers;
  }
}
