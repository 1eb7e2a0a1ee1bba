package org.borch.tensor.random;

/**
 * Numbers uniform in the open interval (0, 1): the midpoints of 2^52 equal cells for double arrays,
 * of 2^23 cells for float arrays, where rounding a double could give 1. The float is the double's
 * cell, so both agree to 2^-24.
 */
final class UniformNoise extends BlockNoise {

  private static final long ONE = 0x3FF0000000000000L; // bits of 1.0

  private final int droppedBits;
  private final double offset;
  private long[] words = {};

  private UniformNoise(long key, int cellBits) {
    super(NoiseStream.Kind.UNIFORM, key);
    droppedBits = 52 - cellBits;
    offset = 1 - 0.5 / (1L << cellBits);
  }

  /** Uniform noise to fill double arrays with. */
  static UniformNoise ofDoubles(long key) {
    return new UniformNoise(key, 52);
  }

  /** Uniform noise to fill float arrays with. */
  static UniformNoise ofFloats(long key) {
    return new UniformNoise(key, 23);
  }

  @Override
  void compute(long block, int count) {
    if (words.length < count) {
      words = new long[count];
      values = new double[count];
    }
    words(words, count, start + block * BLOCK * step, step);
    for (int i = 0; i < count; i++) {
      long cell = words[i] >>> 12 >>> droppedBits << droppedBits;
      values[i] = Double.longBitsToDouble(ONE | cell) - offset;
    }
  }

  /** Words of the sequence that begins at {@code start}. */
  static void words(long[] out, int count, long start, long step) {
    long[] lanes = LANES;
    for (int i = 0; i < count; i++) {
      out[i] = Mixing.mix(start + lanes[i] * step);
    }
  }
}
