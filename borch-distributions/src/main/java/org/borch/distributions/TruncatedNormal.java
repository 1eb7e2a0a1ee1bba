package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * TruncatedNormal(loc μ, scale σ, low, high), a Normal(μ, σ) given that it lies between the bounds:
 * p(x) = φ((x-μ)/σ) / (σ (Φ((high-μ)/σ) - Φ((low-μ)/σ))), low ≤ x ≤ high. A bound may be infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 13.10.
 */
public final class TruncatedNormal extends Distribution {

  private final Operand loc;
  private final Operand scale;
  private final Operand low;
  private final Operand high;

  /**
   * loc: batch; scale: batch, above 0; low: batch, or -infinity as a number; high: batch, above
   * low, or infinity as a number.
   */
  public TruncatedNormal(Operand loc, Operand scale, Operand low, Operand high) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("low", low, Flat.BOUND),
        new Parameter("high", high, Flat.isInfinite(low) ? Flat.BOUND : Flat.above(low)));
    this.loc = loc;
    this.scale = scale;
    this.low = low;
    this.high = high;
  }

  @Override
  public TruncatedNormal withParameters(List<Operand> values) {
    return new TruncatedNormal(
        values.get(0),
        values.get(1),
        Flat.bound(low, values.get(2)),
        Flat.bound(high, values.get(3)));
  }

  @Override
  public Constraint support() {
    if (Flat.isInfinite(low)) {
      return Flat.isInfinite(high) ? Constraints.real() : Constraints.atMost(high);
    }
    return Flat.isInfinite(high) ? Constraints.atLeast(low) : Constraints.interval(low, high);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return square(standardized(x))
        .mul(-0.5)
        .sub(log(scale.like(x)))
        .sub(Stirling.HALF_LOG_TWO_PI)
        .sub(logMass(x.getDataType()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of((Flat.isInfinite(low) ? high : low).like(x));
  }

  private NDArray standardized(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  /** A bound in standard units. */
  private NDArray standardized(Operand bound, DataType type) {
    return bound.as(type).sub(loc.as(type)).div(scale.as(type));
  }

  /** log(Φ(b) - Φ(a)), from the tail that both are in: there Φ keeps its digits. */
  static NDArray logBetween(NDArray a, NDArray b) {
    NDArray right = a.gt(0);
    NDArray upper = logNormalCdf(where(right, a.neg(), b));
    NDArray lower = logNormalCdf(where(right, b.neg(), a));
    NDArray gap = upper.sub(lower);
    NDArray isSome = gap.gt(0);
    NDArray log = upper.add(LogSpace.log1mExp(where(isSome, gap, 1)));
    return where(isSome, log, Double.NEGATIVE_INFINITY);
  }

  /** log of the parent's probability between the bounds. */
  private NDArray logMass(DataType type) {
    if (Flat.isInfinite(low)) {
      return Flat.isInfinite(high)
          ? scale.as(type).zerosLike()
          : logNormalCdf(standardized(high, type));
    }
    NDArray a = standardized(low, type);
    return Flat.isInfinite(high) ? logNormalCdf(a.neg()) : logBetween(a, standardized(high, type));
  }

  /** log of the parent's probability from the lower bound to z. */
  private NDArray logBelow(NDArray z) {
    return Flat.isInfinite(low)
        ? logNormalCdf(z)
        : logBetween(standardized(low, z.getDataType()), z);
  }

  private NDArray logAbove(NDArray z) {
    return Flat.isInfinite(high)
        ? logNormalCdf(z.neg())
        : logBetween(z, standardized(high, z.getDataType()));
  }

  private NDArray clamped(NDArray x) {
    NDArray above = Flat.isInfinite(low) ? x : x.maximum(low.like(x));
    return Flat.isInfinite(high) ? above : above.minimum(high.like(x));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return clamped(icdf(noise.uniform(shape(sampleShape))));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    return logBelow(standardized(clamped(x))).sub(logMass(x.getDataType()));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return logAbove(standardized(clamped(x))).sub(logMass(x.getDataType()));
  }

  /** From the smaller of the parent's probabilities on either side. */
  @Override
  public NDArray icdf(NDArray probability) {
    DataType type = probability.getDataType();
    NDArray below = log(probability).add(logMass(type));
    NDArray above = log1p(probability.neg()).add(logMass(type));
    if (!Flat.isInfinite(low)) {
      below = LogSpace.logAddExp(logNormalCdf(standardized(low, type)), below);
    }
    if (!Flat.isInfinite(high)) {
      above = LogSpace.logAddExp(logNormalCdf(standardized(high, type).neg()), above);
    }
    NDArray left = below.lt(above);
    NDArray half = constant(probability, -Math.log(2));
    NDArray z =
        where(
            left,
            NormalQuantile.ofLog(where(left, below, half)),
            NormalQuantile.ofLog(where(left, half, above)).neg());
    return z.mul(scale.like(z)).add(loc.like(z));
  }

  @Override
  public NDArray mean() {
    return moment(0).mul(array(scale)).add(array(loc));
  }

  @Override
  public NDArray variance() {
    return moment(1).add(1).sub(square(moment(0))).mul(square(array(scale)));
  }

  /** (a^n φ(a) - b^n φ(b)) / (Φ(b) - Φ(a)) of the standardised bounds: batch. */
  private NDArray moment(int n) {
    NDArray zero = array(scale).zerosLike();
    return (Flat.isInfinite(low) ? zero : term(low, n))
        .sub(Flat.isInfinite(high) ? zero : term(high, n));
  }

  private NDArray term(Operand bound, int n) {
    NDArray z = standardized(bound, type());
    NDArray density = exp(square(z).mul(-0.5).sub(Stirling.HALF_LOG_TWO_PI).sub(logMass(type())));
    return n == 0 ? density : z.mul(density);
  }

  @Override
  public NDArray mode() {
    return clamped(array(loc));
  }

  @Override
  public NDArray entropy() {
    return log(array(scale))
        .add(logMass(type()))
        .add(Stirling.HALF_LOG_TWO_PI + 0.5)
        .add(moment(1).mul(0.5));
  }
}
