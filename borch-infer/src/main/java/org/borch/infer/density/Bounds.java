package org.borch.infer.density;

import org.borch.distributions.constraint.Constraint;

/**
 * Between which numbers all elements of a variable lie.
 *
 * @param low below every element; minus infinity if nothing bounds them
 * @param high above every element; infinity if nothing bounds them
 */
public record Bounds(double low, double high) {

  /** Refuses bounds with nothing between them. */
  public Bounds {
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "bounds %s and %s, expected the lower one first".formatted(low, high));
    }
  }

  /** The bounds of a variable with a support, as far as they are known numbers. */
  public static Bounds of(Constraint support) {
    double low = support.lowest();
    double high = support.highest();
    return low < high
        ? new Bounds(low, high)
        : new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }
}
