package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Which floating type arrays have that are made in this thread without a stated one, by {@code
 * create}, {@code zeros}, {@code ones}, {@code full}, {@code arange}, {@code linspace} and {@code
 * eye} of a manager: inside a draw that of its run, else that which the call has in DJL.
 */
public final class FloatingType implements AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final @Nullable DataType outer = nesting.floating;

  private FloatingType() {}

  /**
   * From now on arrays without a stated type have this one, until it is closed.
   *
   * @throws IllegalArgumentException if it is no floating type
   */
  public static FloatingType open(DataType type) {
    if (!type.isFloating()) {
      throw new IllegalArgumentException(
          "the type of a run: got " + type + ", expected FLOAT32 or FLOAT64");
    }
    FloatingType result = new FloatingType();
    result.nesting.floating = type;
    return result;
  }

  /** Arrays have what they had before. */
  @Override
  public void close() {
    nesting.floating = outer;
  }
}
