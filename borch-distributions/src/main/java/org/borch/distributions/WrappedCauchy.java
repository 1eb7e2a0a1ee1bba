package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.tan;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Circular;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * WrappedCauchy(loc μ, concentration ρ): p(x) = (1-ρ²) / (2π (1 + ρ² - 2ρ cos(x-μ))) for angles x,
 * of which those 2π apart are the same. Draws, cdf and quantiles are of the turn from μ - π to μ +
 * π.
 *
 * <p>Mardia and Jupp 2000, Directional Statistics, section 3.5.7.
 */
public final class WrappedCauchy extends Distribution {

  private final Operand loc;
  private final Operand concentration;

  /** loc: batch; concentration: batch, from 0 to 1; 0 is uniform. */
  public WrappedCauchy(Operand loc, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("concentration", concentration, Constraints.unitInterval()));
    this.loc = loc;
    this.concentration = concentration;
  }

  @Override
  public WrappedCauchy withParameters(List<Operand> values) {
    return new WrappedCauchy(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return new Circular(loc);
  }

  /** 1 + ρ² - 2ρ cos z = (1-ρ)² + 4ρ sin²(z/2), which does not cancel. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray rho = concentration.like(x);
    NDArray rest = rho.neg().add(1);
    NDArray sine = sin(x.sub(loc.like(x)).mul(0.5));
    NDArray below = square(rest).add(rho.mul(square(sine)).mul(4));
    return log(rest).add(log1p(rho)).sub(log(below)).sub(Math.log(2 * Math.PI));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  /** (1-ρ) / (1+ρ). */
  private NDArray stretch(NDArray like) {
    NDArray rho = concentration.like(like);
    return rho.neg().add(1).div(rho.add(1));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return below(x.sub(loc.like(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return below(loc.like(x).sub(x));
  }

  /** From the tail that z/2 is in, whose tangent keeps its digits. */
  private NDArray below(NDArray z) {
    NDArray turn = z.maximum(-Math.PI).minimum(Math.PI);
    NDArray half = abs(turn).neg().add(Math.PI).mul(0.5);
    NDArray tail = tan(half).mul(stretch(z)).atan().div(Math.PI);
    return where(z.lt(0), tail, tail.neg().add(1));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray left = probability.lt(0.5);
    NDArray tail = where(left, probability, probability.neg().add(1));
    NDArray half = tan(tail.mul(Math.PI)).div(stretch(tail)).atan();
    NDArray size = half.mul(-2).add(Math.PI);
    return where(left, size.neg(), size).add(loc.like(size));
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    NDArray rho = array(concentration);
    return log1p(square(rho).neg()).add(Math.log(2 * Math.PI));
  }
}
