package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Finite numbers above a bound.
 *
 * @param bound the lower bound
 * @param inclusive whether the bound itself belongs to the set
 */
public record GreaterThan(Operand bound, boolean inclusive) implements Constraint {

  @Override
  public String description() {
    return (inclusive ? ">= " : "> ") + bound;
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray above = inclusive ? value.gte(bound.like(value)) : value.gt(bound.like(value));
    return above.logicalAnd(value.lt(Double.POSITIVE_INFINITY));
  }

  @Override
  public boolean rejects(double number) {
    return !Double.isFinite(number)
        || (bound.isNumber()
            && (number < bound.number() || (!inclusive && number == bound.number())));
  }

  @Override
  public boolean includes(Constraint other) {
    return equals(other) || (inclusive && other.equals(new GreaterThan(bound, false)));
  }

  @Override
  public double lowest() {
    return bound.isNumber() ? bound.number() : Double.NEGATIVE_INFINITY;
  }
}
