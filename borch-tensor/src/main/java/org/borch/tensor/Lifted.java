package org.borch.tensor;

/** A value that an {@link Interpreter} owns. */
public abstract class Lifted implements Value {

  /** Who computes with this value. */
  protected abstract Interpreter interpreter();

  /**
   * The array one level further out.
   *
   * @throws UnsupportedOperationException if there is none because nothing is computed yet; the
   *     message says what was read and what to do
   */
  protected abstract BorchArray lower();
}
