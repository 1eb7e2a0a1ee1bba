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
 * Gompertz(concentration η, rate b): p(x) = η b exp(b x - η (exp(b x) - 1)), x ≥ 0: a hazard η b
 * exp(b x) that grows exponentially, as that of death.
 *
 * <p>Gompertz 1825; Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, section
 * 22.8.
 */
public final class Gompertz extends OfExponential {

  /** Its exponential is finite; the density there is 0. */
  private static final double LARGEST = 700;

  private final Operand concentration;
  private final Operand rate;

  /** concentration: batch, above 0; rate: batch, above 0. */
  public Gompertz(Operand concentration, Operand rate) {
    super(
        new Parameter("concentration", concentration, Constraints.positive()),
        new Parameter("rate", rate, Constraints.positive()));
    this.concentration = concentration;
    this.rate = rate;
  }

  @Override
  public Gompertz withParameters(List<Operand> values) {
    return new Gompertz(values.get(0), values.get(1));
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
    NDArray u = x.mul(rate.like(x)).minimum(LARGEST);
    NDArray eta = concentration.like(x);
    return log(eta).add(log(rate.like(x))).add(u).sub(eta.mul(expm1(u)));
  }

  @Override
  NDArray ofExponential(NDArray e) {
    return log1p(e.div(concentration.like(e))).div(rate.like(e));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return expm1(x.maximum(0).mul(rate.like(x))).mul(concentration.like(x)).neg();
  }

  @Override
  public NDArray mean() {
    return Averages.scaledExponentialIntegral(array(concentration)).div(array(rate));
  }

  @Override
  public NDArray mode() {
    return log(array(concentration).minimum(1)).neg().div(array(rate));
  }

  @Override
  public NDArray entropy() {
    NDArray eta = array(concentration);
    return Averages.scaledExponentialIntegral(eta).add(log(eta)).add(log(array(rate))).neg().add(1);
  }
}
