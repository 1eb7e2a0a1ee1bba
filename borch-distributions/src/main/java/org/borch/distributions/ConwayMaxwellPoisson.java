package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.CountMath;
import org.borch.tensor.Operand;
import org.borch.tensor.number.CountFamily;
import org.borch.tensor.random.Noise;

/**
 * ConwayMaxwellPoisson(rate λ, nu ν): λ^k / (k!^ν Z), k = 0, 1, 2, ...: a Poisson for ν = 1, with a
 * larger variance than the mean for ν &lt; 1 and a smaller one for ν &gt; 1. Z is summed to a
 * relative error of 1e-13; cdf and draws take time in proportion to the standard deviation.
 *
 * <p>Shmueli et al. 2005, "A useful distribution for fitting discrete data: revival of the
 * Conway-Maxwell-Poisson distribution".
 */
public final class ConwayMaxwellPoisson extends Distribution {

  private static final CountFamily FAMILY = CountFamily.CONWAY_MAXWELL_POISSON;

  final Operand rate;
  final Operand nu;

  /** rate: batch, above 0; nu: batch, above 0. */
  public ConwayMaxwellPoisson(Operand rate, Operand nu) {
    super(
        new Parameter("rate", rate, Constraints.positive()),
        new Parameter("nu", nu, Constraints.positive()));
    this.rate = rate;
    this.nu = nu;
  }

  @Override
  public ConwayMaxwellPoisson withParameters(List<Operand> values) {
    return new ConwayMaxwellPoisson(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  /** ν times a Poisson's of rate m = λ^(1/ν), less the log of the sum of such powers. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray logRate = log(rate.like(x));
    NDArray power = nu.like(x);
    NDArray m = exp(logRate.div(power));
    NDArray isLarge = m.gte(1);
    NDArray ofLarge = Gamma.standardLogProb(x.add(1), where(isLarge, m, 1)).mul(power);
    NDArray ofSmall = x.mul(logRate).sub(logGamma(x.add(1)).add(m).mul(power));
    return where(isLarge, ofLarge, ofSmall).sub(CountMath.conwayMaxwell(logRate, power));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  private static NDArray[] parameters(NDArray rate, NDArray nu) {
    NDArray logRate = log(rate);
    return new NDArray[] {logRate, nu, CountMath.conwayMaxwell(logRate, nu)};
  }

  @Override
  public NDArray cdf(NDArray x) {
    return CountMath.cdf(FAMILY, x, parameters(rate.like(x), nu.like(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return CountMath.survival(FAMILY, x, parameters(rate.like(x), nu.like(x)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray[] at = parameters(rate.like(probability), nu.like(probability));
    return CountMath.quantile(FAMILY, probability, at);
  }

  @Override
  public NDArray mean() {
    return CountMath.conwayMaxwellCumulant(1, 0, log(array(rate)), array(nu));
  }

  @Override
  public NDArray variance() {
    return CountMath.conwayMaxwellCumulant(2, 0, log(array(rate)), array(nu));
  }

  /** The masses rise as long as k is at most λ^(1/ν). */
  @Override
  public NDArray mode() {
    return exp(log(array(rate)).div(array(nu))).ceil().sub(1).maximum(0);
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(FAMILY, parameters(array(rate), array(nu)));
  }

  /** The natural parameters' differences times the means, and the log sums. */
  static NDArray divergence(ConwayMaxwellPoisson q, ConwayMaxwellPoisson p) {
    NDArray a = log(q.array(q.rate));
    NDArray b = log(p.array(p.rate));
    NDArray own = q.array(q.nu);
    NDArray other = p.array(p.nu);
    NDArray logFactorial = CountMath.conwayMaxwellCumulant(0, 1, a, own);
    return a.sub(b)
        .mul(q.mean())
        .sub(own.sub(other).mul(logFactorial))
        .sub(logNormalizer(a, own))
        .add(logNormalizer(b, other));
  }

  private static NDArray logNormalizer(NDArray logRate, NDArray nu) {
    return CountMath.conwayMaxwell(logRate, nu).add(exp(logRate.div(nu)).mul(nu));
  }
}
