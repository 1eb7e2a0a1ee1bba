package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Numbers between two bounds, both included.
 *
 * @param low the lower bound
 * @param high the upper bound
 */
public record Interval(Operand low, Operand high) implements Constraint {

  @Override
  public String description() {
    return "in [" + low + ", " + high + "]";
  }

  @Override
  public NDArray check(NDArray value) {
    return value.gte(low.like(value)).logicalAnd(value.lte(high.like(value)));
  }

  @Override
  public boolean rejects(double number) {
    return Double.isNaN(number)
        || (low.isNumber() && number < low.number())
        || (high.isNumber() && number > high.number());
  }

  @Override
  public double lowest() {
    return low.isNumber() ? low.number() : Double.NEGATIVE_INFINITY;
  }

  @Override
  public double highest() {
    return high.isNumber() ? high.number() : Double.POSITIVE_INFINITY;
  }
}
