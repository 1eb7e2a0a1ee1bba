package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
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
 * DiscreteWeibull(probs q, concentration β): P(x ≥ k) = q^(k^β), k = 0, 1, 2, ...
 *
 * <p>Nakagawa and Osaki 1975, "The discrete Weibull distribution".
 */
public final class DiscreteWeibull extends Distribution {

  private final Operand probs;
  private final Operand concentration;

  /** probs: batch, from 0 to 1; concentration: batch, above 0. */
  public DiscreteWeibull(Operand probs, Operand concentration) {
    super(
        new Parameter("probs", probs, Constraints.unitInterval()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.probs = probs;
    this.concentration = concentration;
  }

  @Override
  public DiscreteWeibull withParameters(List<Operand> values) {
    return new DiscreteWeibull(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  /** -log P(x ≥ k) = -k^β log q. */
  private NDArray hazard(NDArray k) {
    NDArray some = k.gt(0);
    NDArray power = exp(log(where(some, k, 1)).mul(concentration.like(k)));
    return where(some, power, 0).mul(log(probs.like(k))).neg();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray before = hazard(x);
    return LogSpace.log1mExp(hazard(x.add(1)).sub(before)).sub(before);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    return ofExponential(e);
  }

  private NDArray ofExponential(NDArray e) {
    NDArray level = e.div(log(probs.like(e)).neg());
    return exp(log(level).div(concentration.like(e))).ceil().sub(1).maximum(0);
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
    return where(x.lt(0), 0, hazard(x.floor().maximum(0).add(1)).neg());
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return ofExponential(log1p(probability.neg()).neg());
  }
}
