package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;

/**
 * A program whose results have names.
 *
 * @param names in the order of the results
 * @param <K> what a result is called
 */
record NamedProgram<K>(List<K> names, Executable program) {

  /**
   * Traces it.
   *
   * @param function from the program's arguments to results by name
   * @param choice of the back-end
   */
  static <K> NamedProgram<K> trace(
      Function<Graph.Arguments, Map<K, NDArray>> function, Function<Graph, BackEndChoice> choice) {
    List<K> names = new ArrayList<>();
    try (HostComputation host = HostComputation.open()) {
      Graph graph =
          Graph.trace(
              arguments -> {
                Map<K, NDArray> found = function.apply(arguments);
                names.addAll(found.keySet());
                return List.copyOf(found.values());
              });
      return new NamedProgram<>(names, Executable.of(graph, choice.apply(graph)));
    }
  }

  /** The results by name, where the program leaves them. */
  Map<K, NDArray> run(List<? extends NDArray> arguments) {
    List<NDArray> found = program.run(arguments);
    Map<K, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      byName.put(names.get(i), found.get(i));
    }
    return byName;
  }

  /** The same in Java memory, for longer than the scope that is open. */
  static <K> Map<K, NDArray> owned(Map<K, NDArray> results) {
    Map<K, NDArray> byName = new LinkedHashMap<>();
    results.forEach((name, array) -> byName.put(name, BorchArray.wrap(array).inJavaMemory()));
    return byName;
  }
}
