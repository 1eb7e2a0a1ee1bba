package org.borch.distributions;

import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;

/**
 * Lomax(scale λ, alpha α), a Pareto moved to 0: p(x) = α/λ (1 + x/λ)^(-1-α), x ≥ 0. Moments of
 * order α and above are infinite.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 20.3.
 */
public final class Lomax extends OfExponential {

  private final Operand scale;
  private final Operand alpha;

  /** scale: batch, above 0; alpha: batch, above 0. */
  public Lomax(Operand scale, Operand alpha) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("alpha", alpha, Constraints.positive()));
    this.scale = scale;
    this.alpha = alpha;
  }

  @Override
  public Lomax withParameters(List<Operand> values) {
    return new Lomax(values.get(0), values.get(1));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = alpha.like(x);
    NDArray s = scale.like(x);
    return log(a).sub(log(s)).sub(a.add(1).mul(log1p(x.div(s))));
  }

  @Override
  NDArray ofExponential(NDArray e) {
    return expm1(e.div(alpha.like(e))).mul(scale.like(e));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return log1p(x.maximum(0).div(scale.like(x))).mul(alpha.like(x)).neg();
  }

  @Override
  public NDArray mean() {
    return pareto().mean().sub(array(scale));
  }

  @Override
  public NDArray variance() {
    return pareto().variance();
  }

  @Override
  public NDArray mode() {
    return array(scale).zerosLike();
  }

  @Override
  public NDArray entropy() {
    return pareto().entropy();
  }

  private Pareto pareto() {
    return new Pareto(Operand.of(array(scale)), Operand.of(array(alpha)));
  }
}
