package org.borch.infer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.borch.Site;
import org.borch.Trace;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.Choice;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a model at one point after the other: one program where the model can be traced, else
 * operation by operation. What comes out lies in Java memory and needs the space of one run.
 */
final class ModelRuns {

  private static final Logger LOGGER = System.getLogger(Predictive.class.getName());
  private static final String OUTPUT = "output";
  private static final Spec KEY = new Spec(new Shape(2), DataType.INT64);

  /** One run of a model. */
  @FunctionalInterface
  interface Run {

    /**
     * Runs it.
     *
     * @param latents values by name
     * @param key of what the run draws
     */
    Trace at(Map<String, NDArray> latents, Key key);
  }

  /** What the results of a program are called. */
  private record Compiled(List<String> names, Executable program) {}

  private final Run run;
  private final Map<String, Shape> latents;
  private final Predicate<String> kept;
  private final @Nullable Compiled compiled;

  /**
   * Runs to come.
   *
   * @param latents the shapes of the values that each run is given
   * @param kept which results: the names of sites, {@code output} for what forward returns
   */
  ModelRuns(Run run, Map<String, Shape> latents, Predicate<String> kept) {
    this.run = run;
    this.latents = latents;
    this.kept = kept;
    this.compiled = compile();
  }

  private @Nullable Compiled compile() {
    List<String> names = new ArrayList<>();
    try (HostComputation host = HostComputation.open();
        Scope scope = Scope.open()) {
      Graph graph =
          Graph.trace(
              arguments -> {
                Map<String, NDArray> values = new LinkedHashMap<>();
                latents.forEach(
                    (name, shape) ->
                        values.put(name, arguments.add(new Spec(shape, DataType.FLOAT64))));
                Key key = Key.of(arguments.add(KEY));
                Map<String, NDArray> results = results(run.at(values, key));
                names.addAll(results.keySet());
                return List.copyOf(results.values());
              });
      return new Compiled(names, Executable.of(graph, Choice.of(graph)));
    } catch (TracingException e) {
      LOGGER.log(
          Level.WARNING,
          "predictions run one operation after the other: {0}",
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Whether runs are a program. */
  boolean isCompiled() {
    return compiled != null;
  }

  /**
   * Runs the model.
   *
   * @param values of the latent variables, FLOAT64
   * @return by name, in Java memory
   */
  Map<String, NDArray> run(Map<String, NDArray> values, Key key) {
    try (Scope scope = Scope.open()) {
      Compiled known = compiled;
      return known == null ? eager(values, key) : compiled(known, values, key);
    }
  }

  private Map<String, NDArray> compiled(Compiled known, Map<String, NDArray> values, Key key) {
    List<NDArray> arguments = new ArrayList<>();
    latents.keySet().forEach(name -> arguments.add(values.get(name)));
    arguments.add(key.halves());
    List<NDArray> results = known.program().run(arguments);
    Map<String, NDArray> byName = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      byName.put(known.names().get(i), owned(results.get(i)));
    }
    return byName;
  }

  private Map<String, NDArray> eager(Map<String, NDArray> values, Key key) {
    try (HostComputation host = HostComputation.open()) {
      Map<String, NDArray> byName = results(run.at(values, key));
      byName.replaceAll((name, array) -> owned(array));
      return byName;
    }
  }

  private static NDArray owned(NDArray array) {
    BorchArray result = BorchArray.wrap(array);
    return BorchArray.of(result.spec(), result.values());
  }

  private Map<String, NDArray> results(Trace trace) {
    Map<String, NDArray> results = new LinkedHashMap<>();
    for (Site site : trace.sites().values()) {
      if (!(site instanceof Site.Factor)) {
        results.put(site.name(), site.value());
      }
    }
    outputs(trace.output(), List.copyOf(results.values()))
        .forEach((name, array) -> results.putIfAbsent(name, array));
    results.keySet().removeIf(kept.negate());
    return results;
  }

  /** What forward returns, without what is a variable's value. */
  private static Map<String, NDArray> outputs(@Nullable Object output, List<NDArray> known) {
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    if (output instanceof NDArray array) {
      outputs.put(OUTPUT, array);
    } else if (output instanceof NDList list) {
      for (int i = 0; i < list.size(); i++) {
        outputs.put(OUTPUT + i, list.get(i));
      }
    }
    outputs.values().removeIf(array -> known.stream().anyMatch(each -> each == array));
    return outputs;
  }
}
