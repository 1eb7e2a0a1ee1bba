package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * GeneralizedPareto(loc μ, scale s, concentration ξ) of excesses over a threshold μ: P(x &gt; X) =
 * (1 + ξ z)^(-1/ξ), z = (X-μ)/s ≥ 0, where 1 + ξ z is above 0: an Exponential for ξ = 0, with a
 * heavy tail for ξ above 0 and an end for ξ below. The end is part of the support where all
 * parameters are numbers.
 *
 * <p>Coles 2001, An Introduction to Statistical Modeling of Extreme Values, section 4.2.
 */
public final class GeneralizedPareto extends OfExponential {

  private final Operand loc;
  private final Operand scale;
  private final Operand concentration;

  /** loc: batch; scale: batch, above 0; concentration: batch; 0 is the limit. */
  public GeneralizedPareto(Operand loc, Operand scale, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.real()));
    this.loc = loc;
    this.scale = scale;
    this.concentration = concentration;
  }

  @Override
  public GeneralizedPareto withParameters(List<Operand> values) {
    return new GeneralizedPareto(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return isKnown() && concentration.number() < 0
        ? Constraints.interval(loc, end())
        : Constraints.atLeast(loc);
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
    NDArray density = xi.add(1).mul(t).neg().sub(log(scale.like(x)));
    return where(isInner, density, Double.NEGATIVE_INFINITY);
  }

  @Override
  NDArray ofExponential(NDArray t) {
    NDArray z = ExtremeTail.toPower(concentration.like(t), t);
    return z.mul(scale.like(z)).add(loc.like(z));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray xi = concentration.like(x);
    NDArray z = standardized(x).maximum(0);
    NDArray isInner = xi.mul(z).gt(-1);
    NDArray t = ExtremeTail.ofPower(xi, where(isInner, z, 0));
    return where(isInner, t.neg(), Double.NEGATIVE_INFINITY);
  }

  @Override
  public NDArray mean() {
    NDArray xi = array(concentration);
    NDArray finite = xi.lt(1);
    NDArray rest = where(finite, xi, 0).neg().add(1);
    return where(finite, array(loc).add(array(scale).div(rest)), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray xi = array(concentration);
    NDArray finite = xi.lt(0.5);
    NDArray safe = where(finite, xi, 0);
    NDArray below = square(safe.neg().add(1)).mul(safe.mul(-2).add(1));
    return where(finite, square(array(scale)).div(below), Double.POSITIVE_INFINITY);
  }

  /** NaN for a concentration up to -1, where the density does not fall. */
  @Override
  public NDArray mode() {
    NDArray falls = array(concentration).gt(-1);
    return where(falls, array(loc), Double.NaN);
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(array(concentration)).add(1);
  }
}
