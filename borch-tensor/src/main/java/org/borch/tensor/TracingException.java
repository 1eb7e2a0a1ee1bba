package org.borch.tensor;

/**
 * Ends a trace: what the function does cannot be recorded as a graph, because it reads a value or
 * uses an operation that only the engine has. The message says which.
 */
public final class TracingException extends UnsupportedOperationException {

  private static final long serialVersionUID = 1L;

  private final boolean placed;

  /**
   * @param reason what stopped the trace, a full sentence
   */
  public TracingException(String reason) {
    super(reason);
    this.placed = false;
  }

  private TracingException(String reason, TracingException cause) {
    super(reason, cause);
    this.placed = true;
  }

  /**
   * The same with the place in the user's code, unless it has one already.
   *
   * @param place such as the name of a variable
   */
  public TracingException at(String place) {
    return placed ? this : new TracingException(place + ": " + getMessage(), this);
  }
}
