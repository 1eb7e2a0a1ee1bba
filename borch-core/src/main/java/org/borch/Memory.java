package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Storage;

/**
 * One flat array that is written again and again: on the engine's device, where it is overwritten;
 * or a value (in Java memory, or of a trace), which another one replaces.
 */
sealed interface Memory {

  /** The values, read-only. */
  NDArray array();

  /** A part in another shape, read-only. */
  NDArray view(long offset, Shape shape);

  /** The memory that holds other values from now on: this one if it was overwritten. */
  Memory with(NDArray values);

  /** Frees it. */
  void close();

  /**
   * Memory that begins with these values: where they are, copied if the engine has them.
   *
   * @param what is stored, for the error when somebody writes into {@link #array}
   */
  static Memory of(NDArray values, String what) {
    BorchArray array = BorchArray.wrap(values);
    return array.isHost() || array.lifting() != null ? new Held(array, what) : engine(array, what);
  }

  /** A copy of the values on the engine's device. */
  static Memory engine(NDArray values, String what) {
    return new Engine(Storage.copyOf(values, what));
  }

  /**
   * The values themselves, without a copy: somebody else's, which stay where they are until other
   * ones replace them.
   */
  static Memory borrowed(NDArray values, String what) {
    return new Borrowed(new Held(BorchArray.wrap(values), what));
  }

  /** On the engine's device. */
  record Engine(Storage storage) implements Memory {

    @Override
    public NDArray array() {
      return storage.array();
    }

    @Override
    public NDArray view(long offset, Shape shape) {
      return storage.view(offset, shape);
    }

    @Override
    public Memory with(NDArray values) {
      storage.set(values);
      return this;
    }

    @Override
    public void close() {
      storage.close();
    }
  }

  /** A value. */
  record Held(BorchArray value, String what) implements Memory {

    @Override
    public NDArray array() {
      return value.frozen(what);
    }

    @Override
    public NDArray view(long offset, Shape shape) {
      return value.isHost()
          ? Values.part(value.values(), offset, shape, value.getDataType())
          : value.get(Values.range(offset, shape.size())).reshape(shape);
    }

    @Override
    public Memory with(NDArray values) {
      return of(values, what);
    }

    @Override
    public void close() {}
  }

  /** Somebody else's values. */
  record Borrowed(Held held) implements Memory {

    @Override
    public NDArray array() {
      return held.array();
    }

    @Override
    public NDArray view(long offset, Shape shape) {
      return held.view(offset, shape);
    }

    @Override
    public Memory with(NDArray values) {
      return borrowed(values, held.what);
    }

    @Override
    public void close() {}
  }
}
