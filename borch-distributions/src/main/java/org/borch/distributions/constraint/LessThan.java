package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/**
 * Finite numbers below a bound.
 *
 * @param bound the upper bound
 * @param inclusive whether the bound itself is in the set
 */
public record LessThan(Operand bound, boolean inclusive) implements Constraint {

  @Override
  public String description() {
    return (inclusive ? "<= " : "< ") + bound;
  }

  @Override
  public NDArray check(NDArray value) {
    NDArray limit = bound.like(value);
    NDArray below = inclusive ? value.lte(limit) : value.lt(limit);
    return below.logicalAnd(value.gt(Double.NEGATIVE_INFINITY));
  }

  @Override
  public boolean rejects(double number) {
    return !Double.isFinite(number)
        || (bound.isNumber()
            && (number > bound.number() || (!inclusive && number == bound.number())));
  }

  @Override
  public boolean includes(Constraint other) {
    return equals(other) || (inclusive && other.equals(new LessThan(bound, false)));
  }

  @Override
  public double highest() {
    return bound.isNumber() ? bound.number() : Double.POSITIVE_INFINITY;
  }
}
