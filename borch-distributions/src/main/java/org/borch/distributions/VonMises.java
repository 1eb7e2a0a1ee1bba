package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.SpecialMath.besselIRatio;
import static org.borch.tensor.SpecialMath.logBesselI;
import static org.borch.tensor.SpecialMath.vonMisesCdf;
import static org.borch.tensor.SpecialMath.vonMisesQuantile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Circular;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * VonMises(loc μ, concentration κ): p(x) = exp(κ cos(x-μ)) / (2π I_0(κ)) for angles x, of which
 * those 2π apart are the same. Draws, cdf and quantiles are of the turn from μ - π to μ + π.
 *
 * <p>Mardia and Jupp 2000, Directional Statistics, section 3.5.4.
 */
public final class VonMises extends Distribution {

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  final Operand loc;
  final Operand concentration;

  /** loc: batch; concentration: batch, from 0 on; 0 is uniform. */
  public VonMises(Operand loc, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("concentration", concentration, Constraints.nonNegative()));
    this.loc = loc;
    this.concentration = concentration;
  }

  @Override
  public VonMises withParameters(List<Operand> values) {
    return new VonMises(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return new Circular(loc);
  }

  /** κ (cos z - 1) as a sine, and the Bessel function without exp(κ): neither cancels. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray kappa = concentration.like(x);
    NDArray sine = sin(x.sub(loc.like(x)).mul(0.5));
    return kappa.mul(square(sine)).mul(-2).sub(logBessel(kappa)).sub(LOG_TWO_PI);
  }

  private static NDArray logBessel(NDArray kappa) {
    return logBesselI(constant(kappa, 0), kappa);
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  /** From μ - π on. */
  @Override
  public NDArray cdf(NDArray x) {
    return vonMisesCdf(concentration.like(x), turn(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return vonMisesCdf(concentration.like(x), turn(x).neg());
  }

  private NDArray turn(NDArray x) {
    return x.sub(loc.like(x)).maximum(-Math.PI).minimum(Math.PI);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray z = vonMisesQuantile(concentration.like(probability), probability);
    return z.add(loc.like(z));
  }

  /** The circular mean, which is that of the draws, too. */
  @Override
  public NDArray mean() {
    return array(loc);
  }

  /** 1 - E[cos(x-μ)] = 1 - I_1(κ)/I_0(κ): batch. */
  public NDArray circularVariance() {
    return meanCosine().neg().add(1);
  }

  NDArray meanCosine() {
    NDArray kappa = array(concentration);
    return besselIRatio(constant(kappa, 0), kappa);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    NDArray kappa = array(concentration);
    return logBessel(kappa).add(LOG_TWO_PI).add(kappa.mul(circularVariance()));
  }

  /** E[κ cos(x-μ)] of q less that of p, and the constants. */
  static NDArray divergence(VonMises q, VonMises p) {
    NDArray cosine = q.meanCosine();
    NDArray apart = q.array(q.loc).sub(p.array(p.loc));
    NDArray other = p.array(p.concentration);
    NDArray cross = other.mul(cosine.mul(apart.cos()).neg().add(1)).add(logBessel(other));
    return broadcastTo(cross.add(LOG_TWO_PI).sub(q.entropy()), q.batchShape());
  }
}
