package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.borch.infer.density.StepData;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;

/** What differs between the steps of one call, gathered in Java memory. */
final class TorchRows {

  private final StepGraph graph;
  private final List<Key> keys = new ArrayList<>();
  private final List<List<double[]>> rest = new ArrayList<>();
  private int steps;

  TorchRows(StepGraph graph) {
    this.graph = graph;
    for (int i = graph.data(); i < graph.graph().inputs().size(); i++) {
      rest.add(new ArrayList<>());
    }
  }

  /**
   * Adds a step.
   *
   * @param own its keys
   * @param number of updates that its state has had
   */
  void add(List<Key> own, StepData data, long number) {
    keys.addAll(own);
    int next = 0;
    for (NDArray array : data.arrays()) {
      rest.get(next++).add(BorchArray.wrap(array).values());
    }
    for (LongToDoubleFunction each : graph.numbers()) {
      rest.get(next++).add(new double[] {each.applyAsDouble(number)});
    }
    steps++;
  }

  /** How many steps there are. */
  int steps() {
    return steps;
  }

  /** The arguments of the call. */
  List<NDArray> arguments(FlatState before) {
    List<NDArray> arguments = new ArrayList<>(before.arrays().values());
    double[] halves = BorchArray.wrap(Key.halves(keys)).values();
    arguments.add(BorchArray.of(rows(graph.keys()), halves));
    for (int i = 0; i < rest.size(); i++) {
      double[] all = rest.get(i).stream().flatMapToDouble(Arrays::stream).toArray();
      arguments.add(BorchArray.of(rows(graph.data() + i), all));
    }
    return arguments;
  }

  private Spec rows(int argument) {
    Spec row = graph.graph().inputs().get(argument);
    return row.with(Shapes.concat(new Shape(steps), row.shape()));
  }
}
