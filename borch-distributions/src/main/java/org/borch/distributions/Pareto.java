package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
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
 * Pareto(scale m, alpha a): p(x) = a m^a / x^(a+1), x ≥ m. The mean is infinite for a ≤ 1, the
 * variance for a ≤ 2.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 20.
 */
public final class Pareto extends OfExponential {

  final Operand scale;
  final Operand alpha;

  /** scale: batch, above 0; alpha: batch, above 0. */
  public Pareto(Operand scale, Operand alpha) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("alpha", alpha, Constraints.positive()));
    this.scale = scale;
    this.alpha = alpha;
  }

  @Override
  public Pareto withParameters(List<Operand> values) {
    return new Pareto(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.atLeast(scale);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = alpha.like(x);
    return log(a).sub(log(x)).sub(a.mul(log(x.div(scale.like(x)))));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(scale.like(x));
  }

  @Override
  NDArray ofExponential(NDArray e) {
    return exp(e.div(alpha.like(e))).mul(scale.like(e));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return log(x.div(scale.like(x)).maximum(1)).mul(alpha.like(x)).neg();
  }

  @Override
  public NDArray mean() {
    NDArray a = array(alpha);
    NDArray finite = a.gt(1);
    NDArray safe = where(finite, a, 2);
    return where(finite, array(scale).mul(safe).div(safe.sub(1)), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray a = array(alpha);
    NDArray finite = a.gt(2);
    NDArray safe = where(finite, a, 3);
    NDArray variance = square(array(scale).div(safe.sub(1))).mul(safe).div(safe.sub(2));
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(scale);
  }

  @Override
  public NDArray entropy() {
    NDArray a = array(alpha);
    return log(array(scale).div(a)).add(1).add(a.pow(-1));
  }
}
