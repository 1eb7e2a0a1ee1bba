package org.borch.infer.fit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
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

  /** From the arrays of an input to the function of a draw. */
  interface Binding extends Function<List<? extends NDArray>, DrawBatch.Function> {}

  private record Compiled(List<String> names, Executable program) {}

  private final DrawBatch batch;
  private final @Nullable BackEnd forced;
  private final Map<Signature, Fallback<Compiled>> programs = new LinkedHashMap<>(KEPT, 1, true);
  private volatile Execution execution = Execution.eager();

  PredictorPrograms(DrawBatch batch, @Nullable BackEnd forced) {
    this.batch = batch;
    this.forced = forced;
  }

  Execution execution() {
    return execution;
  }

  /** The results by name, in Java memory. */
  Map<String, NDArray> run(Signature signature, List<BorchArray> arrays, Binding binding) {
    Compiled known = program(signature, binding);
    Map<String, NDArray> results = new LinkedHashMap<>();
    if (known != null && known.program().choice().backEnd() == BackEnd.JVM) {
      List<NDArray> found = known.program().run(arrays);
      for (int i = 0; i < found.size(); i++) {
        results.put(known.names().get(i), found.get(i));
      }
      return results;
    }
    try (Scope scope = Scope.open()) {
      if (known == null) {
        eager(signature, arrays, binding).forEach((name, x) -> results.put(name, owned(x)));
      } else {
        List<NDArray> found = known.program().run(arrays);
        for (int i = 0; i < found.size(); i++) {
          results.put(known.names().get(i), owned(found.get(i)));
        }
      }
    }
    return results;
  }

  private static NDArray owned(NDArray array) {
    BorchArray result = BorchArray.wrap(array);
    return BorchArray.of(result.spec(), result.values());
  }

  private @Nullable Compiled program(Signature signature, Binding binding) {
    synchronized (programs) {
      Fallback<Compiled> known = programs.get(signature);
      if (known == null) {
        known =
            Fallback.of(
                "predictions run",
                forced,
                () -> compile(signature, binding),
                own -> own.program().choice());
        execution = known.execution();
        if (programs.size() == KEPT) {
          programs.remove(programs.keySet().iterator().next());
        }
        programs.put(signature, known);
      }
      return known.program();
    }
  }

  private Compiled compile(Signature signature, Binding binding) {
    List<String> names = new ArrayList<>();
    try (HostComputation host = HostComputation.open()) {
      Graph graph =
          Graph.trace(
              arguments -> {
                List<NDArray> given = new ArrayList<>();
                signature.specs().forEach(spec -> given.add(arguments.add(spec)));
                Map<String, NDArray> all =
                    reduced(signature.asked(), batch.batched(binding.apply(given)));
                names.addAll(all.keySet());
                return List.copyOf(all.values());
              });
      return new Compiled(names, Executable.of(graph, Fallback.choice(graph, forced)));
    }
  }

  private Map<String, NDArray> eager(
      Signature signature, List<BorchArray> arrays, Binding binding) {
    try (HostComputation host = HostComputation.open()) {
      return reduced(signature.asked(), batch.oneByOne(binding.apply(arrays)));
    }
  }

  private static Map<String, NDArray> reduced(Asked asked, Map<String, NDArray> all) {
    if (asked.isMean()) {
      all.replaceAll((name, x) -> x.mean(new int[] {0}));
    }
    return all;
  }
}
