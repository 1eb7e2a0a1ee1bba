package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * The engine's derivative of an opaque computation on native arrays, as a function: nothing is
 * accumulated in the arrays, and threads do not see each other.
 *
 * <pre>{@code
 * NDArray x = NativeGradient.input(value);
 * NDArray y = NativeGradient.recorded(() -> block(x));
 * NDArray dx = NativeGradient.of(y, new NDArray[] {x}, cotangent)[0];
 * }</pre>
 *
 * <p>The graph lives as long as its outputs: it can be differentiated with any number of
 * cotangents, and closing the outputs frees it. Under {@link #recorded} the gradients are recorded
 * in their turn, so that they have derivatives too.
 */
final class NativeGradient {

  /** Apart from the engine's own mode, which is on in every thread that did not start it. */
  private static final ThreadLocal<Boolean> RECORDING = ThreadLocal.withInitial(() -> false);

  private NativeGradient() {}

  /**
   * Returns an array that shares x's memory and with respect to which one can differentiate; x
   * itself is left as it is.
   *
   * @param x a native array of floating type
   */
  static NDArray input(NDArray x) {
    if (!(x instanceof PtNDArray array) || !x.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "NativeGradient: got "
              + x.getClass().getName()
              + " of type "
              + x.getDataType()
              + ", expected a native array of floating type");
    }
    PtNDArray input = JniUtils.detachGradient(array);
    input.setRequiresGradient(true);
    return input;
  }

  /** Runs the computation with recording on in this thread, and restores the mode after it. */
  static <T> T recorded(Supplier<T> computation) {
    boolean mode = JniUtils.isGradMode();
    boolean before = RECORDING.get();
    JniUtils.setGradMode(true);
    RECORDING.set(true);
    try {
      return computation.get();
    } finally {
      RECORDING.set(before);
      JniUtils.setGradMode(mode);
    }
  }

  /**
   * Returns the gradients of Σ output · cotangent, one for each input, in its shape; zeros where
   * the output does not depend on the input.
   *
   * @param output computed from the inputs in {@link #recorded}
   * @param inputs from {@link #input}
   * @param cotangent in the output's shape and type
   */
  static NDArray[] of(NDArray output, NDArray[] inputs, NDArray cotangent) {
    return of(new NDArray[] {output}, inputs, new NDArray[] {cotangent});
  }

  /** As {@link #of(NDArray, NDArray[], NDArray)}, the sum running over several outputs. */
  static NDArray[] of(NDArray[] outputs, NDArray[] inputs, NDArray[] cotangents) {
    if (outputs.length != cotangents.length) {
      throw new IllegalArgumentException(
          "NativeGradient: got "
              + cotangents.length
              + " cotangents, expected one for each of the "
              + outputs.length
              + " outputs");
    }
    return NativeOperations.gradient(
            new NDList(outputs), new NDList(inputs), new NDList(cotangents), RECORDING.get())
        .toArray(new NDArray[0]);
  }
}
