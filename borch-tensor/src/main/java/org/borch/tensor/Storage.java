package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;

/**
 * One array of the engine that is written in place and that no {@link Scope} frees: parameters, the
 * moments of an optimiser. It lives until it is closed or no longer reachable.
 *
 * <p>Any thread may read; writing while another thread reads is the caller's to prevent.
 */
public final class Storage implements AutoCloseable {

  private final NativeValue value;
  private final BorchArray array;

  private Storage(NativeValue value, String what) {
    this.value = value;
    this.array = new BorchArray(value, null, true).frozen(what);
  }

  /**
   * Storage with a copy of these values, on their device (the engine's default for values in Java
   * memory).
   *
   * @param what is stored, for the error when somebody writes into {@link #array}
   */
  public static Storage copyOf(NDArray values, String what) {
    NDArray copy = BorchArray.wrap(values).toNative().duplicate();
    NDScope.unregister(copy);
    NativeValue value = new NativeValue(copy);
    BorchEngine.freeWhenUnreachable(value);
    return new Storage(value, what);
  }

  /** The stored values: a read-only array that shows later writes. */
  public NDArray array() {
    return array;
  }

  /** A part of the stored vector in another shape: a view that shows later writes. */
  public NDArray view(long offset, Shape shape) {
    return array.slice(0, offset, offset + shape.size()).reshape(shape);
  }

  /**
   * Overwrites the values.
   *
   * @throws IllegalArgumentException if shape or data type differ from the stored ones
   */
  public void set(NDArray values) {
    BorchArray source = BorchArray.wrap(values);
    if (!source.spec().equals(array.spec())) {
      throw new IllegalArgumentException(
          "new values are " + source.spec() + ", expected " + array.spec() + " as stored");
    }
    BorchEngine.overwrite(value.array(), source);
  }

  @Override
  public void close() {
    value.array().close();
  }
}
