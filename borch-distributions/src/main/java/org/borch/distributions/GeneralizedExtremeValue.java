package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * GeneralizedExtremeValue(loc μ, scale s, concentration ξ) of maxima: P(x ≤ X) = exp(-(1 + ξ
 * z)^(-1/ξ)), z = (X-μ)/s, where 1 + ξ z is above 0: a Gumbel for ξ = 0, with a heavy tail for ξ
 * above 0 and an end for ξ below. The end is part of the support where all parameters are numbers.
 *
 * <p>Coles 2001, An Introduction to Statistical Modeling of Extreme Values, section 3.1.
 */
public final class GeneralizedExtremeValue extends Distribution {

  /** Of the concentration, below which the mean is its tangent at 0. */
  private static final double SMALL = 1e-8;

  /** (γ² + π²/6) / 2. */
  private static final double SLOPE = 0.5 * (Gumbel.EULER * Gumbel.EULER + Math.PI * Math.PI / 6);

  private final Operand loc;
  private final Operand scale;
  private final Operand concentration;

  /** loc: batch; scale: batch, above 0; concentration: batch; 0 is the limit. */
  public GeneralizedExtremeValue(Operand loc, Operand scale, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.real()));
    this.loc = loc;
    this.scale = scale;
    this.concentration = concentration;
  }

  @Override
  public GeneralizedExtremeValue withParameters(List<Operand> values) {
    return new GeneralizedExtremeValue(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    if (!isKnown() || concentration.number() == 0) {
      return Constraints.real();
    }
    return concentration.number() > 0
        ? Constraints.greaterThan(end())
        : Constraints.lessThan(end());
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(loc.like(x));
  }

  private NDArray standardized(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  private boolean isKnown() {
    return loc.isNumber() && scale.isNumber() && concentration.isNumber();
  }

  /** loc - scale/ξ, the end of numbers. */
  private Operand end() {
    double end = loc.number() - scale.number() / concentration.number();
    return Operand.of(end).expand(batchShape());
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray xi = concentration.like(x);
    NDArray z = standardized(x);
    NDArray isInner = xi.mul(z).gt(-1);
    NDArray t = ExtremeTail.ofPower(xi, where(isInner, z, 0));
    NDArray density = xi.add(1).mul(t).add(exp(t.neg())).neg().sub(log(scale.like(x)));
    return where(isInner, density, Double.NEGATIVE_INFINITY);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return ofGumbel(log(noise.exponential(shape(sampleShape))).neg());
  }

  private NDArray ofGumbel(NDArray t) {
    NDArray z = ExtremeTail.toPower(concentration.like(t), t);
    return z.mul(scale.like(z)).add(loc.like(z));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return expm1(logCdf(x)).neg();
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray xi = concentration.like(x);
    NDArray z = standardized(x);
    NDArray isInner = xi.mul(z).gt(-1);
    NDArray inner = exp(ExtremeTail.ofPower(xi, where(isInner, z, 0)).neg()).neg();
    NDArray outer = where(z.lt(0), Double.NEGATIVE_INFINITY, inner.zerosLike());
    return where(isInner, inner, outer);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return ofGumbel(log(log(probability).neg()).neg());
  }

  /** log Γ(1 - nξ), of a ξ below 1/n. */
  private NDArray logMoment(int n) {
    NDArray xi = array(concentration).mul(n);
    return logGamma(where(xi.lt(1), xi, 0).neg().add(1));
  }

  @Override
  public NDArray mean() {
    NDArray xi = array(concentration);
    NDArray isSmall = abs(xi).lt(SMALL);
    NDArray safe = where(isSmall, 0.5, xi);
    NDArray large = expm1(logMoment(1)).div(safe);
    NDArray ofStandard = where(isSmall, xi.mul(SLOPE).add(Gumbel.EULER), large);
    NDArray mean = array(loc).add(array(scale).mul(ofStandard));
    return where(xi.lt(1), mean, Double.POSITIVE_INFINITY);
  }

  /** NaN for a concentration up to -1, where the density rises to its end. */
  @Override
  public NDArray mode() {
    NDArray xi = array(concentration);
    NDArray inner = xi.gt(-1);
    NDArray t = log1p(where(inner, xi, 0)).neg();
    NDArray z = ExtremeTail.toPower(xi, t);
    return where(inner, z.mul(array(scale)).add(array(loc)), Double.NaN);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(array(concentration).mul(Gumbel.EULER)).add(1 + Gumbel.EULER);
  }
}
