package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Whole numbers between two bounds, both included.
 *
 * @param low the smallest; may be infinite or an array
 * @param high the largest; may be infinite or an array
 */
public record IntegerInterval(Operand low, Operand high) implements Constraint {

  @Override
  public String description() {
    if (!isInfinite(low)) {
      return isInfinite(high)
          ? "a whole number >= " + low
          : "a whole number from " + low + " to " + high;
    }
    return isInfinite(high) ? "a whole number" : "a whole number <= " + high;
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray inside = value.eq(value);
    if (!isInfinite(low)) {
      inside = inside.logicalAnd(value.gte(low.like(value)));
    }
    if (!isInfinite(high)) {
      inside = inside.logicalAnd(value.lte(high.like(value)));
    }
    return value.getDataType().isFloating() ? inside.logicalAnd(isWhole(value)) : inside;
  }

  private static boolean isInfinite(Operand bound) {
    return bound.isNumber() && Double.isInfinite(bound.number());
  }

  private static NDArray isWhole(NDArray value) {
    return value.floor().eq(value).logicalAnd(value.sub(value).eq(0));
  }

  @Override
  public boolean isDiscrete() {
    return true;
  }

  @Override
  public boolean rejects(double number) {
    return number != Math.rint(number)
        || Double.isInfinite(number)
        || (low.isNumber() && number < low.number())
        || (high.isNumber() && number > high.number());
  }
}
