package org.borch.tensor;

import java.util.Locale;

/**
 * An immutable 64-bit key that decides random numbers. Keys form a tree: {@link #at(long)} and
 * {@link #at(String)} give child keys whose noise is unrelated to the parent's and to each other's.
 *
 * <p>Children of one key by different numbers never collide. Everything else (different parents,
 * numbers against strings, long paths) collides like random 64-bit words: among n keys some two are
 * equal with probability about n² / 2⁶⁵, which is 3·10⁻⁸ for a million keys and 3 % for a billion.
 */
public final class Key {

  private static final long NUMBERED = 0x6A09E667F3BCC908L; // fraction of sqrt(2): numbers' domain
  private static final long NAMED = 0xBB67AE8584CAA73BL; // fraction of sqrt(3): names' domain

  private final long bits;

  private Key(long bits) {
    this.bits = bits;
  }

  /** The key with exactly these bits; every bit pattern is a valid key. */
  public static Key of(long bits) {
    return new Key(bits);
  }

  /** The child key with number {@code n}: a step, a particle, a chain. */
  public Key at(long n) {
    return new Key(Mixing.fold(bits ^ NUMBERED, n));
  }

  /** The child key with a name; it depends on the name's UTF-16 code units only. */
  public Key at(String name) {
    return new Key(Mixing.fold(bits ^ NAMED, Mixing.hash(name)));
  }

  /** The 64 bits that this key consists of. */
  public long bits() {
    return bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && key.bits == bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  /** {@code Key(0123456789abcdef)}, the bits in hexadecimal. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Key(%016x)", bits);
  }
}
