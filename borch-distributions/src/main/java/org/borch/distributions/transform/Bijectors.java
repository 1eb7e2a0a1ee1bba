package org.borch.distributions.transform;

import org.borch.distributions.constraint.CholeskyFactor;
import org.borch.distributions.constraint.Circular;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.CorrelationCholeskyFactor;
import org.borch.distributions.constraint.CorrelationMatrix;
import org.borch.distributions.constraint.GreaterThan;
import org.borch.distributions.constraint.IndependentConstraint;
import org.borch.distributions.constraint.Interval;
import org.borch.distributions.constraint.LessThan;
import org.borch.distributions.constraint.OrderedVector;
import org.borch.distributions.constraint.PositiveDefinite;
import org.borch.distributions.constraint.PositiveOrderedVector;
import org.borch.distributions.constraint.Real;
import org.borch.distributions.constraint.Simplex;
import org.borch.distributions.constraint.UnitVector;
import org.borch.distributions.constraint.ZeroSum;
import org.borch.tensor.Operand;

/**
 * From a support to its unconstrained coordinates, which are Stan's (reference manual, chapter
 * "Constraint transforms").
 */
public final class Bijectors {

  private Bijectors() {}

  /**
   * The bijector from unconstrained coordinates to a set.
   *
   * @throws UnsupportedOperationException if the set is discrete, or is a set of the user's own
   *     that is not {@link Unconstrainable}
   */
  public static Bijector to(Constraint support) {
    if (support instanceof Unconstrainable own) {
      return own.bijector();
    } else if (support instanceof IndependentConstraint elements) {
      return independent(to(elements.base()), elements.n());
    } else if (support instanceof Real) {
      return new Identity();
    } else if (support instanceof GreaterThan ray) {
      return isZero(ray.bound()) ? new Exp() : new Ray(ray.bound(), true);
    } else if (support instanceof LessThan ray) {
      return new Ray(ray.bound(), false);
    } else if (support instanceof Interval interval) {
      return new Sigmoid(interval.low(), interval.high());
    } else if (support instanceof Simplex) {
      return new StickBreaking();
    } else if (support instanceof ZeroSum) {
      return new SumToZero();
    } else if (support instanceof UnitVector directions) {
      return new Stereographic(directions.towards());
    } else if (support instanceof OrderedVector) {
      return new Ordered();
    } else if (support instanceof PositiveOrderedVector) {
      return new PositiveOrdered();
    } else if (support instanceof CholeskyFactor) {
      return new LowerCholesky();
    } else if (support instanceof CorrelationCholeskyFactor) {
      return new CorrelationCholesky();
    } else if (support instanceof CorrelationMatrix) {
      return new Composed(new CorrelationCholesky(), new CorrelationGram());
    } else if (support instanceof Circular angles) {
      return new Sigmoid(angles.low(), angles.high());
    } else if (support instanceof PositiveDefinite) {
      return new Composed(new LowerCholesky(), new Gram());
    }
    throw new UnsupportedOperationException(
        "no unconstrained coordinates for the support \""
            + support.description()
            + "\": "
            + (support.isDiscrete()
                ? "it is discrete; enumerate it or use an approximation of the same family"
                : "let " + support.getClass().getSimpleName() + " implement Unconstrainable"));
  }

  /** A bijector applied to every element of the last {@code n} batch dimensions as one event. */
  public static Bijector independent(Bijector base, int n) {
    return n == 0 ? base : new IndependentBijector(base, n);
  }

  private static boolean isZero(Operand bound) {
    return bound.isNumber() && bound.number() == 0;
  }
}
