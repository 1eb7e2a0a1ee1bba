package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Numbers above a bound.
 *
 * @param bound the lower bound
 * @param inclusive whether the bound itself belongs to the set
 */
public record GreaterThan(Operand bound, boolean inclusive) implements Constraint {

  @Override
  public String description() {
    return (inclusive ? ">= " : "> ") + Bounds.toString(bound);
  }

  @Override
  public NDArray check(NDArray value) {
    return inclusive ? value.gte(bound.like(value)) : value.gt(bound.like(value));
  }

  @Override
  public boolean rejects(double number) {
    return Double.isNaN(number)
        || bound.isNumber()
            && (number < bound.number() || !inclusive && number == bound.number());
  }
}
