package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.borch.infer.density.StepData;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.Feedback;
import org.borch.tensor.trace.Graph;

/**
 * One step of a {@link Transform} as a graph, the same for all steps with data of one size.
 *
 * <pre>
 *   arguments  the state's arrays | keys | data | numbers
 *   results    those of the state's arrays that a step changes | info | position, to collect it
 * </pre>
 */
final class StepGraph {

  private final Graph graph;
  private final List<String> names;
  private final List<Spec> sizes;
  private final List<Integer> changed = new ArrayList<>();
  private final List<String> infos = new ArrayList<>();
  private final List<LongToDoubleFunction> numbers = new ArrayList<>();

  private StepGraph(
      Transform transform, FlatState state, StepData data, int keys, boolean collects) {
    this.names = List.copyOf(state.arrays().keySet());
    this.sizes = data.specs(transform.type());
    List<Spec> specs = state.specs();
    this.graph =
        Graph.trace(
            arguments -> {
              List<NDArray> results = results(transform, specs, data, keys, arguments);
              if (collects) {
                results.add(results.get(position()));
              }
              return results;
            });
  }

  /**
   * Runs a step once on arrays that record.
   *
   * @param state of the shapes that the graph is for
   * @param data of the size that it is for
   * @param keys how many a step takes
   * @param collects whether the position is a result twice
   * @throws org.borch.tensor.TracingException if the step cannot be traced
   */
  static StepGraph of(
      Transform transform, FlatState state, StepData data, int keys, boolean collects) {
    return new StepGraph(transform, state, data, keys, collects);
  }

  private List<NDArray> results(
      Transform transform, List<Spec> specs, StepData data, int keys, Graph.Arguments arguments) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      arrays.put(names.get(i), arguments.add(specs.get(i)));
    }
    NDArray halves = arguments.add(new Spec(new Shape(keys, 2), DataType.INT64));
    List<NDArray> rows = new ArrayList<>();
    sizes.forEach(spec -> rows.add(arguments.add(spec)));
    StepNumber any =
        StepNumber.any(
            number -> {
              numbers.add(number);
              return arguments.add(new Spec(new Shape(1), transform.type()));
            });
    try (Scope scope = Scope.open()) {
      Update made = transform.update(new FlatState(arrays, any), data.with(rows), halves);
      List<NDArray> results = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        NDArray after = made.state().array(names.get(i));
        if (i == place(FlatState.POSITION) || after != arrays.get(names.get(i))) {
          changed.add(i);
          results.add(scope.keep(after));
        }
      }
      made.info()
          .forEach(
              (name, value) -> {
                infos.add(name);
                results.add(scope.keep(value));
              });
      return results;
    }
  }

  Graph graph() {
    return graph;
  }

  /** What it takes of a step's data. */
  List<Spec> sizes() {
    return sizes;
  }

  /** The names of the state's arrays, the first arguments. */
  List<String> names() {
    return names;
  }

  /** The places among the state's arrays of those that a step changes: the first results. */
  List<Integer> changed() {
    return changed;
  }

  /** The place of one of the state's arrays. */
  int place(String name) {
    return names.indexOf(name);
  }

  /** The place of the position among the results. */
  int position() {
    return changed.indexOf(place(FlatState.POSITION));
  }

  /** The names of the info, which follow the state among the results. */
  List<String> infos() {
    return infos;
  }

  /** The place of a step's keys among the arguments. */
  int keys() {
    return names.size();
  }

  /** The place of the data's first array. */
  int data() {
    return keys() + 1;
  }

  /** The place of the first number that differs from step to step. */
  int firstNumber() {
    return data() + sizes.size();
  }

  /** How steps are joined: what a step changes is carried, all info is collected. */
  Feedback feedback() {
    List<Integer> carried = new ArrayList<>(changed);
    while (carried.size() < graph.outputs().size()) {
      carried.add(Feedback.COLLECTED);
    }
    Set<Integer> rows = new LinkedHashSet<>();
    for (int i = keys(); i < graph.inputs().size(); i++) {
      rows.add(i);
    }
    return new Feedback(carried, rows);
  }

  /** The numbers that differ from step to step, as functions of the state's step. */
  List<LongToDoubleFunction> numbers() {
    return numbers;
  }
}
