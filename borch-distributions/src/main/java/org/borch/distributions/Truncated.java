package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.IntegerInterval;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Truncated(low, high, base): a number or count from another distribution given that it lies
 * between two bounds of its support, both included: p(x) = base(x) / P(low ≤ base ≤ high). A bound
 * may be infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 1.3.
 */
public final class Truncated extends Bounded {

  private Truncated(Operand low, Operand high, Distribution base) {
    super(low, high, base);
  }

  /**
   * Of numbers or counts with a cdf and quantiles.
   *
   * @param low batch, in the base's support, or -infinity as a number
   * @param high batch, above low and in the base's support, or infinity as a number
   * @throws IllegalArgumentException if the base is no such distribution or a bound is none
   */
  static Truncated of(Distribution base, Operand low, Operand high) {
    boolean fits = base.support().eventRank() == 0 && base.has(Quantity.CDF);
    if (!fits || !base.has(Quantity.ICDF)) {
      throw new IllegalArgumentException(
          "truncated(base, low, high) got "
              + base.name()
              + ", expected a distribution of single numbers with a cdf and quantiles");
    }
    Truncated result = new Truncated(low, high, base);
    result.requireBounds();
    return result;
  }

  @Override
  Truncated with(Operand otherLow, Operand otherHigh, Distribution otherBase) {
    return new Truncated(otherLow, otherHigh, otherBase);
  }

  @Override
  public Constraint support() {
    if (base.support() instanceof IntegerInterval counts) {
      return Constraints.integerInterval(
          Flat.isInfinite(low) ? counts.low() : low, Flat.isInfinite(high) ? counts.high() : high);
    }
    return between();
  }

  @Override
  public boolean isReparameterized() {
    return !base.isDiscrete();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return base.logProb(x).sub(logMass(x.getDataType()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    if (Flat.isInfinite(low) && Flat.isInfinite(high)) {
      return base.inside(x);
    }
    NDArray bound = Flat.isInfinite(low) ? high.like(x) : first(x.getDataType());
    return Optional.of(base.isDiscrete() ? bound.floor() : bound);
  }

  /** The lower bound, of counts the first one from there on. */
  private NDArray first(DataType type) {
    return base.isDiscrete() ? low.as(type).ceil() : low.as(type);
  }

  /** What is just below the lower bound: itself, or the count before it. */
  private NDArray before(DataType type) {
    NDArray first = first(type);
    return base.isDiscrete() ? first.sub(1) : first;
  }

  /** log of the base's probability between the bounds. */
  private NDArray logMass(DataType type) {
    if (Flat.isInfinite(low)) {
      return Flat.isInfinite(high)
          ? broadcastTo(Operand.of(0).as(type), batchShape())
          : base.logCdf(high.as(type));
    }
    return Flat.isInfinite(high)
        ? base.logSurvival(before(type))
        : logBetween(before(type), high.as(type));
  }

  /** log P(a &lt; base ≤ b), from the tail that both are in: there it keeps its digits. */
  private NDArray logBetween(NDArray a, NDArray b) {
    NDArray right = base.logSurvival(a).lt(base.logCdf(a));
    NDArray upper = where(right, base.logSurvival(a), base.logCdf(b));
    NDArray lower = where(right, base.logSurvival(b), base.logCdf(a));
    NDArray gap = upper.sub(lower);
    NDArray isSome = gap.gt(0);
    NDArray log = upper.add(LogSpace.log1mExp(where(isSome, gap, 1)));
    return where(isSome, log, Double.NEGATIVE_INFINITY);
  }

  private NDArray clamped(NDArray x) {
    NDArray above = Flat.isInfinite(low) ? x : x.maximum(before(x.getDataType()));
    return Flat.isInfinite(high) ? above : above.minimum(high.like(x));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray inner = clamped(x);
    NDArray logBelow =
        Flat.isInfinite(low) ? base.logCdf(inner) : logBetween(before(inner.getDataType()), inner);
    return exp(logBelow.sub(logMass(inner.getDataType())));
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray inner = clamped(x);
    NDArray logAbove =
        Flat.isInfinite(high) ? base.logSurvival(inner) : logBetween(inner, high.like(inner));
    return exp(logAbove.sub(logMass(inner.getDataType())));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    DataType type = probability.getDataType();
    NDArray mass = exp(logMass(type));
    NDArray below = Flat.isInfinite(low) ? constant(probability, 0) : base.cdf(before(type));
    NDArray x = base.icdf(below.add(probability.mul(mass)));
    NDArray above = Flat.isInfinite(low) ? x : x.maximum(first(type));
    return Flat.isInfinite(high) || base.isDiscrete() ? above : above.minimum(high.like(x));
  }
}
