package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.IncompleteMath.gammaP;
import static org.borch.tensor.IncompleteMath.gammaPInverse;
import static org.borch.tensor.IncompleteMath.gammaQ;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Gamma(concentration a, rate b): p(x) = b^a x^(a-1) exp(-b x) / Γ(a), x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 17.
 */
public final class Gamma extends Distribution {

  final Operand concentration;
  final Operand rate;

  /** concentration: batch, above 0; rate: batch, above 0. */
  public Gamma(Operand concentration, Operand rate) {
    super(
        new Parameter("concentration", concentration, Constraints.positive()),
        new Parameter("rate", rate, Constraints.positive()));
    this.concentration = concentration;
    this.rate = rate;
  }

  @Override
  public Gamma withParameters(List<Operand> values) {
    return new Gamma(values.get(0), values.get(1));
  }

  /** Mean and concentration. */
  @Override
  public Optional<Orthogonal> orthogonal() {
    return Optional.of(
        new Orthogonal(
            new Parameter("mean", Operand.of(mean()), Constraints.positive()),
            parameters().get(0),
            Set.of(0),
            1,
            (mean, a) -> new Gamma(Operand.of(a), Operand.of(a.div(mean)))));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = concentration.like(x);
    NDArray b = rate.like(x);
    return standardLogProb(a, x.mul(b)).add(log(b));
  }

  /** The log density at t of concentration a and rate 1, free of cancellation at large a. */
  static NDArray standardLogProb(NDArray a, NDArray t) {
    NDArray excess = t.sub(a).div(a);
    return Stirling.timesLog(a.sub(1), t.div(a), excess)
        .sub(a.mul(excess))
        .sub(log(a).mul(0.5))
        .sub(Stirling.remainder(a))
        .sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray a = broadcastTo(concentration.as(noise.type()), shape(sampleShape));
    NDArray log = logStandardDraw(noise, a);
    return Rounding.positive(exp(log.sub(log(rate.like(log)))));
  }

  /**
   * The log of a draw of rate 1, as G(a) = G(a+1) U^(1/a), which does not underflow at small a
   * (Marsaglia and Tsang 2000, section 6).
   */
  static NDArray logStandardDraw(Noise noise, NDArray a) {
    NDArray above = noise.at("gamma").standardGamma(a.add(1));
    NDArray exponential = noise.at("exponential").exponential(a.getShape());
    return log(above).sub(exponential.div(a));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return gammaP(concentration.like(x), x.mul(rate.like(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return gammaQ(concentration.like(x), x.mul(rate.like(x)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return gammaPInverse(concentration.like(probability), probability).div(rate.like(probability));
  }

  @Override
  public NDArray mean() {
    return array(concentration).div(array(rate));
  }

  @Override
  public NDArray variance() {
    return array(concentration).div(square(array(rate)));
  }

  /** 0 where the density falls, or is infinite at 0. */
  @Override
  public NDArray mode() {
    return array(concentration).sub(1).maximum(0).div(array(rate));
  }

  /** With Stirling's remainders: the log-gammas of a large a would cancel. */
  @Override
  public NDArray entropy() {
    NDArray a = array(concentration);
    return log(a)
        .mul(0.5)
        .sub(log(array(rate)))
        .add(Stirling.HALF_LOG_TWO_PI)
        .add(Stirling.remainder(a))
        .sub(a.sub(1).mul(Stirling.digammaRemainder(a)));
  }
}
