package org.borch.infer.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.Trace;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Graph;
import org.borch.tensor.trace.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of runs of a model that differ in a key and some arrays: one program for all of
 * them, traced at the first one, or for a model that cannot be traced one operation after the
 * other. Results lie in Java memory and need the space of one run. Threads may share it.
 *
 * @param <K> what a result is called
 */
final class RunProgram<K> {

  private static final Spec KEY = new Spec(new Shape(2), DataType.INT64);

  /** One run of a model. */
  @FunctionalInterface
  interface Run {

    /**
     * Runs it.
     *
     * @param arrays what differs from run to run
     * @param key of what the run draws
     */
    Trace at(List<? extends NDArray> arrays, Key key);
  }

  private final String what;
  private final Device device;
  private final @Nullable BackEnd forced;
  private final Function<Trace, Map<K, NDArray>> results;
  private final Signatures<Fallback<NamedProgram<K>>> programs = new Signatures<>();
  private volatile Execution execution = Execution.eager();

  /**
   * Runs to come.
   *
   * @param what runs, for a warning: {@code predictions run}
   * @param device where the runs' arrays are
   * @param forced the only back-end that will do, or null
   * @param results of a run, by name; the same names in every run that is traced
   */
  RunProgram(
      String what,
      Device device,
      @Nullable BackEnd forced,
      Function<Trace, Map<K, NDArray>> results) {
    this.what = what;
    this.device = device;
    this.forced = forced;
    this.results = results;
  }

  /**
   * Runs the model.
   *
   * @param run is traced, if there is no program yet for arrays like these
   * @param arrays of the run
   * @return by name, in Java memory
   */
  Map<K, NDArray> run(Run run, List<? extends NDArray> arrays, Key key) {
    NamedProgram<K> program =
        program(run, arrays); // before a scope, whose tape a trace is not part of
    try (Scope scope = Scope.open()) {
      return program == null ? eager(run, arrays, key) : compiled(program, arrays, key);
    }
  }

  private @Nullable NamedProgram<K> program(Run run, List<? extends NDArray> arrays) {
    List<Spec> specs = arrays.stream().map(array -> BorchArray.wrap(array).spec()).toList();
    return programs.get(specs, () -> prepare(run, specs)).program();
  }

  private Fallback<NamedProgram<K>> prepare(Run run, List<Spec> specs) {
    Fallback<NamedProgram<K>> prepared =
        Fallback.of(what, forced, () -> compile(run, specs), own -> own.program().choice());
    execution = prepared.execution();
    return prepared;
  }

  private NamedProgram<K> compile(Run run, List<Spec> specs) {
    return NamedProgram.trace(
        arguments -> {
          List<NDArray> arrays = new ArrayList<>();
          specs.forEach(spec -> arrays.add(arguments.add(spec)));
          return results.apply(run.at(arrays, Key.of(arguments.add(KEY))));
        },
        this::choice);
  }

  private BackEndChoice choice(Graph graph) {
    return forced == null ? BackEndChoice.of(graph, device) : Fallback.choice(graph, forced);
  }

  private Map<K, NDArray> compiled(NamedProgram<K> known, List<? extends NDArray> arrays, Key key) {
    List<NDArray> arguments = new ArrayList<>(arrays);
    arguments.add(device.isGpu() ? key.halves().toDevice(device, false) : key.halves());
    return NamedProgram.owned(known.run(arguments));
  }

  /** In Java memory where the arrays are there. */
  private Map<K, NDArray> eager(Run run, List<? extends NDArray> arrays, Key key) {
    if (!arrays.stream().allMatch(array -> BorchArray.wrap(array).isHost())) {
      return NamedProgram.owned(results.apply(run.at(arrays, key)));
    }
    try (HostComputation host = HostComputation.open()) {
      return NamedProgram.owned(results.apply(run.at(arrays, key)));
    }
  }

  /** What runs it, and why; known after the first run. */
  Execution execution() {
    return execution;
  }
}
