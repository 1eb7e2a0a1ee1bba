package org.borch.tensor.random;

/**
 * Bijections of the 64-bit words whose output looks random: the finalisers from which keys are
 * derived and noise is counted.
 */
final class Mixing {

  /** 2^64 divided by the golden ratio, odd: Weyl increment of Steele, Lea and Flood (2014). */
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  static final long MIX_1 = 0xBF58476D1CE4E5B9L;
  static final long MIX_2 = 0x94D049BB133111EBL;
  static final long MURMUR_1 = 0xFF51AFD7ED558CCDL;
  static final long MURMUR_2 = 0xC4CEB9FE1A85EC53L;

  private Mixing() {}

  /** Stafford's variant 13 of the MurmurHash3 finaliser, as in SplitMix64. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * MIX_1;
    z = (z ^ (z >>> 27)) * MIX_2;
    return z ^ (z >>> 31);
  }

  /** The original MurmurHash3 finaliser; a different function from {@link #mix}. */
  static long murmur(long z) {
    z = (z ^ (z >>> 33)) * MURMUR_1;
    z = (z ^ (z >>> 33)) * MURMUR_2;
    return z ^ (z >>> 33);
  }

  /**
   * Folds a second word into a first. A bijection of either argument while the other is fixed, and
   * not symmetric in the two.
   */
  static long fold(long a, long b) {
    return mix(mix(a + GOLDEN) + murmur(b ^ GOLDEN));
  }

  /** A 64-bit hash of a string's length and UTF-16 code units, the same on every JVM. */
  static long hash(String text) {
    long h = mix(GOLDEN + text.length());
    for (int i = 0; i < text.length(); i++) {
      h = mix(h ^ text.charAt(i));
    }
    return h;
  }
}
