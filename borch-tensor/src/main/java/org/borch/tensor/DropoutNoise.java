package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What the random Blocks of DJL, which are the dropouts, draw from in this thread while it is open:
 * numbers that can be repeated, traced and batched. Elsewhere they draw from the engine's
 * generator.
 */
public final class DropoutNoise implements AutoCloseable {

  /** Numbers uniform between 0 and 1. */
  @FunctionalInterface
  public interface Uniforms {

    /**
     * The numbers for one call of a Block, independent of those for all others.
     *
     * @param call 0, 1, 2, ...
     */
    NDArray of(long call, Shape shape);
  }

  private final Nesting nesting = Nesting.current();
  private final @Nullable DropoutNoise outer = nesting.dropoutNoise;
  private final Uniforms uniforms;
  private long calls;

  private DropoutNoise(Uniforms uniforms) {
    this.uniforms = uniforms;
  }

  /** From now on random Blocks draw these numbers, until it is closed. */
  public static DropoutNoise open(Uniforms uniforms) {
    DropoutNoise result = new DropoutNoise(uniforms);
    result.nesting.dropoutNoise = result;
    return result;
  }

  /** The numbers for a call of a Block. */
  static BorchArray uniform(BorchArray like) {
    DropoutNoise open = Nesting.current().dropoutNoise;
    return open == null
        ? like.getManager().randomUniform(0, 1, like.getShape(), like.getDataType())
        : BorchArray.wrap(open.uniforms.of(open.calls++, like.getShape()));
  }

  /** Random Blocks draw from what they drew from before. */
  @Override
  public void close() {
    nesting.dropoutNoise = outer;
  }
}
