package org.borch.infer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import org.borch.tensor.BorchArray;
import org.borch.tensor.TracingException;
import org.jspecify.annotations.Nullable;

/**
 * How many updates a state has had; of a step that is traced, which is the same for all, it is not
 * known yet.
 */
public final class StepNumber {

  private final long value;
  private final @Nullable Function<LongToDoubleFunction, NDArray> arguments;

  private StepNumber(long value, @Nullable Function<LongToDoubleFunction, NDArray> arguments) {
    this.value = value;
    this.arguments = arguments;
  }

  /** This many updates. */
  public static StepNumber of(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("step number " + value + ", expected at least 0");
    }
    return new StepNumber(value, null);
  }

  /** Of any step: numbers that depend on it become arguments of the program. */
  static StepNumber any(Function<LongToDoubleFunction, NDArray> arguments) {
    return new StepNumber(0, arguments);
  }

  /**
   * The number.
   *
   * @throws TracingException while a step is traced; take what depends on it from {@link #number}
   */
  public long value() {
    if (arguments != null) {
      throw new TracingException(
          "the number of a step was read while the step is traced, which is the same for all; use"
              + " state.number(step -> ...)");
    }
    return value;
  }

  /** Whether it stands for any number, because a step is traced. */
  boolean isAny() {
    return arguments != null;
  }

  /**
   * A number that differs from step to step, such as a learning rate: an array of shape (1).
   *
   * @param function a pure function of the number of updates so far
   * @param type FLOAT32 or FLOAT64
   */
  NDArray number(LongToDoubleFunction function, DataType type) {
    // Of shape (1): scalars stay on the device for the life of the process, because models use the
    // same few again and again; these would pile up.
    return arguments == null
        ? BorchArray.full(new Shape(1), function.applyAsDouble(value), type)
        : arguments.apply(function);
  }

  /** After some more updates. */
  public StepNumber after(long updates) {
    return new StepNumber(value + updates, arguments);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepNumber step && step.value == value && step.arguments == arguments;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  /** The number, or {@code any}. */
  @Override
  public String toString() {
    return arguments == null ? Long.toString(value) : "any";
  }
}
