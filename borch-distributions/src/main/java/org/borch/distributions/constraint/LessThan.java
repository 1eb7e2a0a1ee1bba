package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Finite numbers below a bound.
 *
 * @param bound the upper bound, outside the set
 */
public record LessThan(Operand bound) implements Constraint {

  @Override
  public String description() {
    return "< " + bound;
  }

  @Override
  public NDArray check(NDArray value) {
    return value.lt(bound.like(value)).logicalAnd(value.gt(Double.NEGATIVE_INFINITY));
  }

  @Override
  public boolean rejects(double number) {
    return !Double.isFinite(number) || (bound.isNumber() && number >= bound.number());
  }
}
