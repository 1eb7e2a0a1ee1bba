package org.borch.test;

import java.util.Optional;
import org.borch.infer.run.Execution;
import org.borch.tensor.trace.BackEnd;

/** Whether something ran as a program. */
final class Compiled {

  private Compiled() {}

  static Optional<Note> fault(Execution execution) {
    if (execution.backEnd() != BackEnd.EAGER) {
      return Optional.empty();
    }
    return Optional.of(
        Note.of("the model ran one operation after the other")
            .expected("one program (" + BackEnd.JVM + " or another)")
            .found(execution)
            .cause("an operation or a branch on values that a trace cannot hold")
            .lookAt("docs/concepts/compiled.md"));
  }
}
