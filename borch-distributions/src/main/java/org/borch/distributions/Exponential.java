package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Exponential(rate b): p(x) = b exp(-b x), x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 19.
 */
public final class Exponential extends OfExponential {

  final Operand rate;

  /** rate: batch, above 0. */
  public Exponential(Operand rate) {
    super(new Parameter("rate", rate, Constraints.positive()));
    this.rate = rate;
  }

  @Override
  public Exponential withParameters(List<Operand> values) {
    return new Exponential(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray b = rate.like(x);
    return log(b).sub(x.mul(b));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  NDArray ofExponential(NDArray e) {
    return e.div(rate.like(e));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return x.maximum(0).mul(rate.like(x)).neg();
  }

  @Override
  public NDArray mean() {
    return array(rate).pow(-1);
  }

  @Override
  public NDArray variance() {
    return array(rate).pow(-2);
  }

  @Override
  public NDArray mode() {
    return array(rate).zerosLike();
  }

  @Override
  public NDArray entropy() {
    return log(array(rate)).neg().add(1);
  }
}
