package org.borch.distributions;

import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logBeta;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Kumaraswamy(concentration1 a, concentration0 b): p(x) = a b x^(a-1) (1 - x^a)^(b-1), 0 ≤ x ≤ 1.
 *
 * <p>Jones 2009, "Kumaraswamy's distribution: a beta-type distribution with some tractability
 * advantages".
 */
public final class Kumaraswamy extends Distribution {

  final Operand concentration1;
  final Operand concentration0;

  /** concentration1: batch, above 0; concentration0: batch, above 0. */
  public Kumaraswamy(Operand concentration1, Operand concentration0) {
    super(
        new Parameter("concentration1", concentration1, Constraints.positive()),
        new Parameter("concentration0", concentration0, Constraints.positive()));
    this.concentration1 = concentration1;
    this.concentration0 = concentration0;
  }

  @Override
  public Kumaraswamy withParameters(List<Operand> values) {
    return new Kumaraswamy(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.unitInterval();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = concentration1.like(x);
    NDArray b = concentration0.like(x);
    return log(a)
        .add(log(b))
        .add(xlogy(a.sub(1), x))
        .add(xlogy(b.sub(1), expm1(log(x).mul(a)).neg()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0.5));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return Rounding.insideUnit(icdf(noise.uniform(shape(sampleShape))));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return expm1(logSurvival(x)).neg();
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray isInside = x.gt(0).logicalAnd(x.lt(1));
    NDArray power = log(where(isInside, x, 0.5)).mul(concentration1.like(x));
    NDArray inside = LogSpace.log1mExp(power.neg()).mul(concentration0.like(x));
    return where(isInside, inside, where(x.lte(0), 0, constant(x, Double.NEGATIVE_INFINITY)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray logRest = log1p(probability.neg()).div(concentration0.like(probability));
    return exp(log(expm1(logRest).neg()).div(concentration1.like(probability)));
  }

  @Override
  public NDArray mean() {
    return exp(logMoment(1));
  }

  @Override
  public NDArray variance() {
    return exp(logMoment(2)).sub(square(mean()));
  }

  /** log E[x^n] = log(b B(1 + n/a, b)). */
  private NDArray logMoment(int n) {
    NDArray b = array(concentration0);
    return log(b).add(logBeta(array(concentration1).pow(-1).mul(n).add(1), b));
  }

  /** NaN where there is none, or one at each edge. */
  @Override
  public NDArray mode() {
    NDArray a = array(concentration1);
    NDArray b = array(concentration0);
    NDArray exponent = a.mul(b).sub(1);
    NDArray peaked = a.gte(1).logicalAnd(b.gte(1)).logicalAnd(exponent.gt(0));
    NDArray power = a.sub(1).div(where(peaked, exponent, 1));
    NDArray isInside = peaked.logicalAnd(a.gt(1));
    NDArray inside = where(isInside, power, 1).pow(a.pow(-1));
    NDArray atZero = a.lt(1).logicalAnd(b.gte(1)).logicalOr(peaked);
    NDArray atOne = a.gte(1).logicalAnd(b.lt(1));
    NDArray edge = where(atZero, 0, where(atOne, 1, constant(a, Double.NaN)));
    return where(isInside, inside, edge);
  }

  @Override
  public NDArray entropy() {
    NDArray a = array(concentration1);
    NDArray b = array(concentration0);
    NDArray harmonic = digamma(b.add(1)).add(Gumbel.EULER);
    return b.pow(-1).neg().add(1).add(a.pow(-1).neg().add(1).mul(harmonic)).sub(log(a)).sub(log(b));
  }
}
