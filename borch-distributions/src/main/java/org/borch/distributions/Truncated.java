package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.constraint.IntegerInterval;
import org.borch.tensor.Operand;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;

/**
 * Truncated(low, high, base): a number or count from another distribution given that it lies
 * between two bounds of its support, both included: p(x) = base(x) / P(low ≤ base ≤ high). A bound
 * may be infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 1.3.
 */
public final class Truncated extends Distribution {

  private final Operand low;
  private final Operand high;
  private final Distribution base;

  private Truncated(Operand low, Operand high, Distribution base) {
    super(
        Shapes.broadcast(low.shape(), high.shape(), base.batchShape()),
        parameters(low, high, base));
    this.low = low;
    this.high = high;
    this.base = base;
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
    Validation.requireFit(result, result.parameters().get(0));
    Validation.requireFit(result, result.parameters().get(1));
    return result;
  }

  private static List<Parameter> parameters(Operand low, Operand high, Distribution base) {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("low", low, Flat.BOUND));
    Constraint above = Flat.isInfinite(low) ? Flat.BOUND : Flat.above(low);
    parameters.add(new Parameter("high", high, above));
    parameters.addAll(base.parameters());
    return parameters;
  }

  /** The distribution that is not truncated. */
  public Distribution base() {
    return base;
  }

  @Override
  public String name() {
    return "Truncated(" + base.name() + ")";
  }

  @Override
  public Truncated withParameters(List<Operand> values) {
    return of(
        base.withParameters(values.subList(2, values.size())),
        Flat.bound(low, values.get(0)),
        Flat.bound(high, values.get(1)));
  }

  @Override
  public Constraint support() {
    if (base.support() instanceof IntegerInterval counts) {
      return Constraints.integerInterval(
          Flat.isInfinite(low) ? counts.low() : low, Flat.isInfinite(high) ? counts.high() : high);
    } else if (Flat.isInfinite(low)) {
      return Flat.isInfinite(high) ? base.support() : Constraints.atMost(high);
    }
    return Flat.isInfinite(high) ? Constraints.atLeast(low) : Constraints.interval(low, high);
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

  @Override
  public Truncated expand(Shape newBatchShape) {
    return new Truncated(
        low.expand(newBatchShape), high.expand(newBatchShape), base.expand(newBatchShape));
  }

  @Override
  public String toString() {
    return "Truncated(low=" + low + ", high=" + high + ", " + base + ")";
  }
}
