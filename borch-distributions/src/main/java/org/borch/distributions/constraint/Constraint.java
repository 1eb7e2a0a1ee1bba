package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;

/**
 * A set of admissible values: a scalar's, or an array's with {@link #eventRank} dimensions. An
 * extension point: a set of your own brings its coordinates by implementing {@link
 * org.borch.distributions.transform.Unconstrainable}.
 */
public interface Constraint {

  /** What is allowed, to follow the word "expected" in a message: {@code > 0}. */
  String description();

  /**
   * Which values lie in the set; NaN never does.
   *
   * @param value batch + event
   * @return batch, BOOLEAN
   */
  NDArray check(NDArray value);

  /** How many trailing dimensions one value has: 0 for a number, 1 for a vector. */
  default int eventRank() {
    return 0;
  }

  /** Whether the set has isolated points only, so that mass functions live on it. */
  default boolean isDiscrete() {
    return false;
  }

  /**
   * Whether a number is outside for certain. False where that depends on an array: then {@link
   * #check} decides when arrays are read.
   */
  default boolean rejects(double number) {
    return false;
  }

  /** The number below which no element of a value lies, where it is known; else minus infinity. */
  default double lowest() {
    return Double.NEGATIVE_INFINITY;
  }

  /** The number above which no element of a value lies, where it is known; else infinity. */
  default double highest() {
    return Double.POSITIVE_INFINITY;
  }

  /** Whether every value of another set lies in this one, as far as that is known. */
  default boolean includes(Constraint other) {
    return equals(other);
  }
}
