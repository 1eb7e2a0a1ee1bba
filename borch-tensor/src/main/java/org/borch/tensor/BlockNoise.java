package org.borch.tensor;

import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * What the random Blocks of DJL, which are the dropouts, draw from in this thread while it is open:
 * noise that a key decides, so that they can be repeated, traced and batched. Elsewhere they draw
 * from the engine's generator.
 */
public final class BlockNoise implements AutoCloseable {

  private final Nesting nesting = Nesting.current();
  private final @Nullable BlockNoise outer = nesting.blockNoise;
  private final Noise noise;
  private long drawn;

  private BlockNoise(Noise noise) {
    this.noise = noise;
  }

  /** From now on random Blocks draw from this noise, until it is closed. */
  public static BlockNoise open(Noise noise) {
    BlockNoise result = new BlockNoise(noise);
    result.nesting.blockNoise = result;
    return result;
  }

  /** Noise for one call of a Block, independent of all others; null where none is open. */
  static @Nullable Noise next() {
    BlockNoise open = Nesting.current().blockNoise;
    return open == null ? null : open.noise.at(open.drawn++);
  }

  /** Random Blocks draw from what they drew from before. */
  @Override
  public void close() {
    nesting.blockNoise = outer;
  }
}
