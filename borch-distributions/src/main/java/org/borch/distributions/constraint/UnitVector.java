package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Vectors of length 1 within rounding: directions. Their coordinates are those of the plane that
 * touches the sphere at a direction.
 *
 * @param towards that direction, of any length, batch + [d]; where it is 0, and for a number, the
 *     last axis
 */
public record UnitVector(Operand towards) implements Constraint {

  /** Admits the rounding of single-precision sums. */
  private static final double TOLERANCE = 1e-5;

  @Override
  public String description() {
    return "a vector of length 1";
  }

  @Override
  public NDArray check(NDArray value) {
    return value.square().sum(new int[] {-1}).sub(1).abs().lte(TOLERANCE);
  }

  @Override
  public int eventRank() {
    return 1;
  }

  @Override
  public double lowest() {
    return -1;
  }

  @Override
  public double highest() {
    return 1;
  }
}
