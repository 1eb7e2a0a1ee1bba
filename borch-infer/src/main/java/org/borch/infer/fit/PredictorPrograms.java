package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/** The programs of a {@link Predictor}, of which the latest used ones are kept. */
final class PredictorPrograms {

  private static final int KEPT = 32;

  /**
   * What a program is for.
   *
   * @param specs of the input's arrays
   * @param others what else the input has
   */
  record Signature(Asked asked, List<Spec> specs, List<@Nullable Object> others) {}

  /** From the arrays of an input to the function of a draw, whose results learn the names. */
  interface Binding extends BiFunction<List<? extends NDArray>, Results, DrawBatch.Function> {}

  /**
   * What was found.
   *
   * @param values by name, in Java memory
   * @param results which know what the elements are called
   */
  record Found(Map<String, NDArray> values, Results results) {}

  private record Known(Fallback<NamedProgram<String>> program, Results results) {}

  private final DrawBatch batch;
  private final @Nullable BackEnd forced;
  private final Map<Signature, Known> programs = new LinkedHashMap<>(KEPT, 1, true);
  private volatile Execution execution = Execution.eager();

  PredictorPrograms(DrawBatch batch, @Nullable BackEnd forced) {
    this.batch = batch;
    this.forced = forced;
  }

  Execution execution() {
    return execution;
  }

  /** The results for an input. */
  Found run(Signature signature, List<BorchArray> arrays, Binding binding) {
    Known known = known(signature, binding);
    return new Found(values(known, signature, arrays, binding), known.results());
  }

  private Map<String, NDArray> values(
      Known known, Signature signature, List<BorchArray> arrays, Binding binding) {
    NamedProgram<String> compiled = known.program().program();
    if (compiled != null && compiled.program().choice().backEnd() == BackEnd.JVM) {
      return compiled.run(arrays);
    }
    try (Scope scope = Scope.open()) {
      return NamedProgram.owned(
          compiled == null
              ? eager(signature, binding.apply(arrays, known.results()))
              : compiled.run(arrays));
    }
  }

  private Known known(Signature signature, Binding binding) {
    synchronized (programs) {
      Known known = programs.get(signature);
      if (known == null) {
        Results results = new Results(site -> true);
        Fallback<NamedProgram<String>> program =
            Fallback.of(
                "predictions run",
                forced,
                () -> compile(signature, given -> binding.apply(given, results)),
                own -> own.program().choice());
        known = new Known(program, results);
        execution = program.execution();
        if (programs.size() == KEPT) {
          programs.remove(programs.keySet().iterator().next());
        }
        programs.put(signature, known);
      }
      return known;
    }
  }

  private NamedProgram<String> compile(
      Signature signature, Function<List<? extends NDArray>, DrawBatch.Function> binding) {
    return NamedProgram.trace(
        arguments -> {
          List<NDArray> given = new ArrayList<>();
          signature.specs().forEach(spec -> given.add(arguments.add(spec)));
          return reduced(signature.asked(), batch.batched(binding.apply(given)));
        },
        graph -> Fallback.choice(graph, forced));
  }

  private Map<String, NDArray> eager(Signature signature, DrawBatch.Function function) {
    try (HostComputation host = HostComputation.open()) {
      return reduced(signature.asked(), batch.oneByOne(function));
    }
  }

  private static Map<String, NDArray> reduced(Asked asked, Map<String, NDArray> all) {
    if (asked.isMean()) {
      all.replaceAll((name, x) -> x.mean(new int[] {0}));
    }
    return all;
  }
}
