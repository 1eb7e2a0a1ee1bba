package org.borch.infer.joint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.infer.run.Fallback;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Scope;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Executable;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * Many draws from a model's prior, in unconstrained coordinates: one program of a key, traced at
 * the first draw. Threads may share it.
 */
final class PriorDraws {

  private static final Spec KEY = new Spec(new Shape(2), DataType.INT64);

  private final Joint<?> joint;
  private final @Nullable BackEnd forced;
  private @Nullable Fallback<Executable> prepared;

  PriorDraws(Joint<?> joint, @Nullable BackEnd forced) {
    this.joint = joint;
    this.forced = forced;
  }

  /**
   * The draw that a key decides.
   *
   * @throws IllegalStateException if a prior is none that can be drawn from
   */
  double[] at(Key key) {
    Executable program = program();
    if (program == null) {
      return StartingPoints.prior(joint, key);
    }
    try (Scope scope = Scope.open()) {
      return BorchArray.wrap(program.run(List.of(key.halves())).get(0)).values();
    }
  }

  private synchronized @Nullable Executable program() {
    Fallback<Executable> known = prepared;
    if (known == null) {
      known = Fallback.of("draws from the prior run", forced, this::compile, Executable::choice);
      prepared = known;
    }
    return known.program();
  }

  private Executable compile() {
    Graph graph =
        Graph.trace(
            arguments -> {
              Key key = Key.of(arguments.add(KEY));
              NDArray[] parts =
                  StartingPoints.priorParts(joint, key).stream()
                      .map(NDArray::flatten)
                      .toArray(NDArray[]::new);
              return List.of(ArrayMath.concat(0, parts));
            });
    return Executable.of(graph, Fallback.choice(graph, forced));
  }
}
