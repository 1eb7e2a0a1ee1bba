package org.borch.tensor.random;

/**
 * The number from which all randomness of a run derives. Neighbouring seeds give unrelated keys.
 *
 * @param value any number
 */
public record Seed(long value) {

  private static final long ROOT = 0x3C6EF372FE94F82BL; // fraction of sqrt(5): the seeds' domain

  /** The seed with this value. */
  public static Seed of(long value) {
    return new Seed(value);
  }

  /** The root key of this seed; different seeds have different root keys. */
  public Key key() {
    return Key.of(Mixing.fold(ROOT, value));
  }

  /** The key of one step of a run, {@code key().at(step)}. */
  public Key at(long step) {
    return key().at(step);
  }
}
