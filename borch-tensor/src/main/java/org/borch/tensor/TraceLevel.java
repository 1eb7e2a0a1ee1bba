package org.borch.tensor;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a trace among the interpreters of this thread. While it is open, every operation of
 * the thread that no tape inside it owns goes to the trace, also one on plain arrays only, so that
 * tracing starts no engine.
 */
public final class TraceLevel implements AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final @Nullable Interpreter outer = nesting.trace;
  private final int number;

  private TraceLevel(Interpreter trace) {
    number = ++nesting.level;
    nesting.trace = trace;
  }

  /** Makes a trace the innermost interpreter of this thread. */
  public static TraceLevel open(Interpreter trace) {
    return new TraceLevel(trace);
  }

  /** How deep the trace is nested. */
  public int number() {
    return number;
  }

  /** Computes something as if the trace were not open yet. */
  public <T> T outside(Supplier<T> computation) {
    Interpreter inner = nesting.trace;
    nesting.trace = outer;
    try {
      return computation.get();
    } finally {
      nesting.trace = inner;
    }
  }

  @Override
  public void close() {
    nesting.trace = outer;
    nesting.level = number - 1;
  }
}
