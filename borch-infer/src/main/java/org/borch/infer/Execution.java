package org.borch.infer;

import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.BackEndChoice;
import org.borch.tensor.trace.Graph;
import org.jspecify.annotations.Nullable;

/**
 * What runs an algorithm's steps or a density, and why. One seed decides a run on one back-end;
 * another one rounds differently.
 *
 * @param backEnd which
 * @param reason why this one, a sentence: what was asked for, the cost rule, or what stopped the
 *     trace
 */
public record Execution(BackEnd backEnd, String reason) {

  /** One operation after the other, because somebody asked for it. */
  public static Execution eager() {
    return new Execution(BackEnd.EAGER, "asked for");
  }

  /**
   * What runs a graph as one program: what the cost rule chooses, or what is asked for.
   *
   * @param forced the only back-end that will do, or null
   * @throws TracingException if the graph has an operation that keeps it from there
   */
  public static Execution of(Graph graph, @Nullable BackEnd forced) {
    BackEndChoice choice =
        forced == null ? BackEndChoice.of(graph) : BackEndChoice.forced(graph, forced);
    if (choice.backEnd() == BackEnd.EAGER) {
      throw new TracingException(choice.reason());
    }
    return new Execution(choice.backEnd(), choice.reason());
  }

  /** {@code JVM: ...}. */
  @Override
  public String toString() {
    return backEnd + ": " + reason;
  }
}
