package org.borch.tensor.random;

/**
 * An unbounded sequence of random words with random access: word i is a mixed Weyl sequence, {@code
 * mix(start + i * step)}, as in SplittableRandom. Start and step both come from the key, so streams
 * of different keys do not run into each other's tracks.
 *
 * @param start place of word 0
 * @param step odd distance between words
 */
record NoiseStream(long start, long step) {

  /** Separates the kinds of noise, so that one key's normals and uniforms are independent. */
  enum Kind {
    UNIFORM(0),
    NORMAL(1),
    EXPONENTIAL(2),
    GAMMA(3),
    POISSON(4),
    VON_MISES_FISHER(5);

    private final long number;

    Kind(long number) {
      this.number = number;
    }

    long number() {
      return number;
    }
  }

  /** Steps with fewer changes from bit to bit are repaired. */
  static final int LEAST_CHANGES = 24;

  /** Flips every second bit of a step. */
  static final long REPAIR = 0xAAAAAAAAAAAAAAAAL;

  private static final double HALF_ULP = 0x1p-53;
  private static final long ONE = 0x3FF0000000000000L; // bits of 1.0

  static NoiseStream of(long key, Kind kind) {
    return from(Mixing.fold(key, kind.number));
  }

  private static NoiseStream from(long bits) {
    long step = Mixing.murmur(bits + Mixing.GOLDEN) | 1;
    // Steps with few bit changes mix worse; this repair is SplittableRandom's.
    boolean weak = Long.bitCount(step ^ (step >>> 1)) < LEAST_CHANGES;
    return new NoiseStream(Mixing.mix(bits), weak ? step ^ REPAIR : step);
  }

  /** The word with index {@code i}. */
  long word(long i) {
    return Mixing.mix(start + i * step);
  }

  /** A number from word {@code i}, uniform in the open interval (0, 1). */
  double uniform(long i) {
    return openUniform(word(i));
  }

  /** A stream of its own for element {@code i}, for samplers that need any number of words. */
  NoiseStream element(long i) {
    return from(word(i));
  }

  /** The number (2k + 1) / 2^53 with k the upper 52 bits of the word: never 0, never 1, exact. */
  static double openUniform(long word) {
    return Double.longBitsToDouble(ONE | (word >>> 12)) - (1 - HALF_ULP);
  }
}
