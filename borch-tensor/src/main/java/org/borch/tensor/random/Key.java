package org.borch.tensor.random;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Spec;
import org.borch.tensor.TracingException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable 64-bit key that decides random numbers. Keys form a tree: {@link #at(long)} and
 * {@link #at(String)} give child keys whose noise is unrelated to the parent's and to each other's.
 *
 * <p>Children of one key by different numbers never collide. Everything else (different parents,
 * numbers against strings, long paths) collides like random 64-bit words: among n keys some two are
 * equal with probability about n² / 2⁶⁵, which is 3·10⁻⁸ for a million keys and 3 % for a billion.
 *
 * <p>A key may also be an array ({@link #of(NDArray)}): the argument of a traced or batched
 * function, whose bits are known only when the program runs.
 */
public final class Key {

  private static final long LOWER = 0xFFFFFFFFL;

  private final long bits;
  private final @Nullable BorchArray root;
  private final KeyPath path;

  private Key(long bits, @Nullable BorchArray root, KeyPath path) {
    this.bits = bits;
    this.root = root;
    this.path = path;
  }

  /** The key with exactly these bits; every bit pattern is a valid key. */
  public static Key of(long bits) {
    return new Key(bits, null, KeyPath.SELF);
  }

  /**
   * The key whose bits an array holds.
   *
   * @param halves as from {@link #halves()}: INT64 of shape (2), the upper and the lower 32 bits
   * @throws IllegalArgumentException if the array is of another type or shape
   */
  public static Key of(NDArray halves) {
    BorchArray array = BorchArray.wrap(halves);
    if (!array.spec().equals(new Spec(new Shape(2), DataType.INT64))) {
      throw new IllegalArgumentException(
          "key in an array of type " + array.spec() + ", expected the two halves as INT64 (2)");
    }
    if (array.lifting() != null) {
      return new Key(0, array, KeyPath.SELF);
    }
    double[] values = array.values();
    return of(joined(values[0], values[1]));
  }

  /** The bits of a key from its halves. */
  static long joined(double upper, double lower) {
    return (long) upper << 32 | (long) lower;
  }

  /** The key as an array, for {@link #of(NDArray)}. */
  public NDArray halves() {
    long bits = bits(); // in Java memory at once: a reshape would go to the engine
    return BorchArray.of(new Shape(2), new long[] {bits >>> 32, bits & LOWER});
  }

  /** Several keys as an array of shape (n, 2): what a function of a key is batched over. */
  public static NDArray halves(List<Key> keys) {
    long[] halves = new long[2 * keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      long bits = keys.get(i).bits();
      halves[2 * i] = bits >>> 32;
      halves[2 * i + 1] = bits & LOWER;
    }
    return BorchArray.of(new Shape(keys.size(), 2), halves);
  }

  /** The child key with number {@code n}: a step, a particle, a chain. */
  public Key at(long n) {
    return child(KeyPath.Step.of(n));
  }

  /** The child key with a name; it depends on the name's UTF-16 code units only. */
  public Key at(String name) {
    return child(KeyPath.Step.of(name));
  }

  private Key child(KeyPath.Step step) {
    return root == null ? of(step.from(bits)) : new Key(0, root, path.then(step));
  }

  /**
   * The 64 bits that this key consists of.
   *
   * @throws TracingException if the key is an argument of a function that is traced or batched
   */
  public long bits() {
    if (root != null) {
      throw new TracingException(
          "the bits of a key were read while it is traced or batched; draw with Noise, which"
              + " takes such keys");
    }
    return bits;
  }

  /** Where a draw with this key finds it. */
  KeySource source() {
    return new KeySource(bits, root == null ? null : path);
  }

  /** What a draw with this key has as its last input. */
  List<BorchArray> inputs() {
    return root == null ? List.of() : List.of(root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key
        && key.bits == bits
        && key.root == root
        && key.path.equals(path);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(bits) + path.hashCode();
  }

  /** {@code Key(0123456789abcdef)}, the bits in hexadecimal; {@code Key(traced)} without them. */
  @Override
  public String toString() {
    return root == null ? String.format(Locale.ROOT, "Key(%016x)", bits) : "Key(traced)";
  }
}
