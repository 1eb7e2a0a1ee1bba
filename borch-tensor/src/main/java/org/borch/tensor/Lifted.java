package org.borch.tensor;

import java.util.List;

/** A value that an {@link Interpreter} owns. */
public abstract class Lifted implements Value {

  /** For interpreters. */
  protected Lifted() {}

  /** Who computes with this value. */
  protected abstract Interpreter interpreter();

  /**
   * The array one level further out.
   *
   * @throws UnsupportedOperationException if there is none because nothing is computed yet; the
   *     message says what was read and what to do
   */
  protected abstract BorchArray lower();

  /**
   * The arrays one level further out that hold the memory of this value; none if nothing is
   * computed yet.
   */
  protected List<BorchArray> held() {
    return List.of();
  }
}
