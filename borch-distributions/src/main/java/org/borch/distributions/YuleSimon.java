package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.square;
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
 * YuleSimon(concentration ρ): ρ B(k, ρ+1), k = 1, 2, ...: a Geometric from 1 on whose success has
 * probability exp(-w), w from Exponential(ρ). Moments of order ρ and above are infinite.
 *
 * <p>Simon 1955, "On a class of skew distribution functions".
 */
public final class YuleSimon extends Distribution {

  private final Operand concentration;

  /** concentration: batch, above 0. */
  public YuleSimon(Operand concentration) {
    super(new Parameter("concentration", concentration, Constraints.positive()));
    this.concentration = concentration;
  }

  @Override
  public YuleSimon withParameters(List<Operand> values) {
    return new YuleSimon(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(1), Operand.of(Double.POSITIVE_INFINITY));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray rho = concentration.like(x);
    return log(rho).add(logGamma(rho.add(1))).sub(Stirling.logGammaStep(x, rho.add(1)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray w =
        noise.at("rate").exponential(shape(sampleShape)).div(concentration.as(noise.type()));
    NDArray e = noise.at("count").exponential(shape(sampleShape));
    return e.div(LogSpace.log1mExp(w).neg()).ceil().maximum(1);
  }

  @Override
  public NDArray cdf(NDArray x) {
    return survival(x).neg().add(1);
  }

  /** k B(k, ρ+1) = Γ(k+1) Γ(ρ+1) / Γ(k+1+ρ). */
  @Override
  public NDArray survival(NDArray x) {
    NDArray k = x.floor().maximum(1);
    NDArray rho = concentration.like(x);
    NDArray above = exp(logGamma(rho.add(1)).sub(Stirling.logGammaStep(k.add(1), rho)));
    return where(x.lt(1), 1, above);
  }

  @Override
  public NDArray mean() {
    NDArray rho = array(concentration);
    NDArray finite = rho.gt(1);
    NDArray safe = where(finite, rho, 2);
    return where(finite, safe.div(safe.sub(1)), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray rho = array(concentration);
    NDArray finite = rho.gt(2);
    NDArray safe = where(finite, rho, 3);
    NDArray variance = square(safe.div(safe.sub(1))).div(safe.sub(2));
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(concentration).onesLike();
  }
}
