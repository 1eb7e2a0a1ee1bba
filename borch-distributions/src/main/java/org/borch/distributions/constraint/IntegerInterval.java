package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Whole numbers between two bounds, both included.
 *
 * @param low the smallest
 * @param high the largest; may be infinite or an array
 */
public record IntegerInterval(long low, Operand high) implements Constraint {

  @Override
  public String description() {
    if (high.isNumber() && Double.isInfinite(high.number())) {
      return "a whole number >= " + low;
    }
    return "a whole number from " + low + " to " + high;
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray aboveLow = value.gte(low);
    NDArray inside =
        high.isNumber() && Double.isInfinite(high.number())
            ? aboveLow
            : aboveLow.logicalAnd(value.lte(high.like(value)));
    return value.getDataType().isFloating() ? inside.logicalAnd(isWhole(value)) : inside;
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
        || number < low
        || (high.isNumber() && number > high.number());
  }
}
