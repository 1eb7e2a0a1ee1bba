package org.borch.tensor;

/**
 * Ends a trace: what the function does cannot be recorded as a graph, because it reads a value or
 * uses an operation that only the engine has. The message says which.
 */
public final class TracingException extends UnsupportedOperationException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason what stopped the trace, a full sentence
   */
  public TracingException(String reason) {
    super(reason);
  }
}
