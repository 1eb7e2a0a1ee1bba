package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Numbers below a bound.
 *
 * @param bound the upper bound, outside the set
 */
public record LessThan(Operand bound) implements Constraint {

  @Override
  public String description() {
    return "< " + Bounds.toString(bound);
  }

  @Override
  public NDArray check(NDArray value) {
    return value.lt(bound.like(value));
  }

  @Override
  public boolean rejects(double number) {
    return Double.isNaN(number) || bound.isNumber() && number >= bound.number();
  }
}
