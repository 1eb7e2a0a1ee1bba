package org.borch.tensor.jvm;

import java.util.Arrays;
import org.borch.tensor.number.Precision;

/** A program compiled in single precision. Threads share it and take a {@link FloatMemory} each. */
public final class FloatCompiled {

  private final FloatBody body;
  private final Storage storage;
  private final float[][] constants;
  private final float[][][] matrices;

  FloatCompiled(FloatBody body, Storage storage) {
    this.body = body;
    this.storage = storage;
    this.constants = storage.constants().stream().map(Precision::narrowed).toArray(float[][]::new);
    this.matrices =
        Arrays.stream(storage.matrices())
            .map(lines -> Arrays.stream(lines).map(Precision::narrowed).toArray(float[][]::new))
            .toArray(float[][][]::new);
  }

  /**
   * New memory around a plan's inputs.
   *
   * @param inputs for each argument a {@code float[]}, or a {@code double[]} if floats do not hold
   *     its numbers exactly; they are read, never written
   */
  public FloatMemory memory(Object[] inputs) {
    return new FloatMemory(body, storage, constants, matrices, inputs);
  }
}
