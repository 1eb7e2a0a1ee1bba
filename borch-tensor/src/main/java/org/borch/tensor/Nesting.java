package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * What is open on this thread: how deep interpreters nest, the running trace, the running scope.
 */
final class Nesting {

  private static final ThreadLocal<Nesting> OF_THREAD = ThreadLocal.withInitial(Nesting::new);

  int level;
  @Nullable Interpreter trace;
  @Nullable Scope scope;

  /** What arrays have that are made without a stated type; null for what DJL gives them. */
  @Nullable DataType floating;

  /** What random blocks draw from; null for the engine's generator. */
  @Nullable DropoutNoise dropoutNoise;

  private Nesting() {}

  static Nesting current() {
    return OF_THREAD.get();
  }

  /** Whether a trace is running, which computes nothing. */
  boolean isTracing() {
    return trace != null && !(trace instanceof HostComputation);
  }
}
