package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Flat(low, high): p(x) = 1, low ≤ x ≤ high, where the bounds may be infinite and may be other
 * variables. It is a prior, not a distribution: its mass is not 1, so that it is right only where
 * the data make the posterior proper, and there are no draws from it. A {@link Uniform} divides by
 * the length of the interval, which matters where that depends on a variable.
 *
 * <p>Gelman et al. 2013, Bayesian Data Analysis, section 2.8, "Proper and improper prior
 * distributions".
 */
public final class Flat extends Distribution {

  /** A number or array, or an infinity. */
  static final Constraint BOUND =
      Constraints.interval(
          Operand.of(Double.NEGATIVE_INFINITY), Operand.of(Double.POSITIVE_INFINITY));

  final Operand low;
  final Operand high;

  /** low: batch, or -infinity; high: batch, or infinity. An infinite bound is a number. */
  public Flat(Operand low, Operand high) {
    super(
        new Parameter("low", low, BOUND),
        new Parameter("high", high, isInfinite(low) ? BOUND : above(low)));
    this.low = low;
    this.high = high;
  }

  /** From a bound on, or infinite. */
  static Constraint above(Operand low) {
    return Constraints.interval(low, Operand.of(Double.POSITIVE_INFINITY));
  }

  static boolean isInfinite(Operand bound) {
    return bound.isNumber() && Double.isInfinite(bound.number());
  }

  /** The same with other bounds; an infinite one stays what it is and takes the shape only. */
  @Override
  public Flat withParameters(List<Operand> values) {
    return new Flat(bound(low, values.get(0)), bound(high, values.get(1)));
  }

  /** An infinite bound stays what it is and takes the other one's shape. */
  static Operand bound(Operand own, Operand other) {
    return isInfinite(own) ? Operand.of(own.number()).expand(other.shape()) : other;
  }

  @Override
  public Constraint support() {
    if (isInfinite(low)) {
      return isInfinite(high) ? Constraints.real() : Constraints.lessThan(high);
    }
    return isInfinite(high) ? Constraints.greaterThan(low) : Constraints.interval(low, high);
  }

  @Override
  public boolean isProper() {
    return false;
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return ArrayMath.broadcastTo(constant(x, 0), Shapes.broadcast(x.getShape(), batchShape()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return Bijectors.to(support()).forward(Restricted.coordinates(noise, shape(sampleShape)));
  }
}
