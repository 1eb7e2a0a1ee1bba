package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.gammaP;
import static org.borch.tensor.IncompleteMath.gammaQ;
import static org.borch.tensor.IncompleteMath.gammaQInverse;

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
 * InverseGamma(concentration a, rate b), the reciprocal of a Gamma(a, b): p(x) = b^a x^(-a-1)
 * exp(-b/x) / Γ(a), x > 0. The mean is infinite for a ≤ 1, the variance for a ≤ 2.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 17.8.
 */
public final class InverseGamma extends Distribution {

  final Operand concentration;
  final Operand rate;

  /** concentration: batch, above 0; rate: batch, above 0. */
  public InverseGamma(Operand concentration, Operand rate) {
    super(
        new Parameter("concentration", concentration, Constraints.positive()),
        new Parameter("rate", rate, Constraints.positive()));
    this.concentration = concentration;
    this.rate = rate;
  }

  @Override
  public InverseGamma withParameters(List<Operand> values) {
    return new InverseGamma(values.get(0), values.get(1));
  }

  /** Harmonic mean, rate / concentration, and concentration. */
  @Override
  public Optional<Orthogonal> orthogonal() {
    NDArray centre = array(rate).div(array(concentration));
    return Optional.of(
        new Orthogonal(
            new Parameter("harmonic_mean", Operand.of(centre), Constraints.positive()),
            parameters().get(0),
            Set.of(0),
            1,
            (mean, a) -> new InverseGamma(Operand.of(a), Operand.of(a.mul(mean)))));
  }

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  /** By the density of t = b/x, which is Gamma(a, 1). */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray b = rate.like(x);
    NDArray ofGamma = Gamma.standardLogProb(concentration.like(x), b.div(x));
    return ofGamma.add(log(b)).sub(log(x).mul(2));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray a = broadcastTo(concentration.as(noise.type()), shape(sampleShape));
    NDArray logGamma = Gamma.logStandardDraw(noise, a);
    return Rounding.positive(exp(log(rate.like(a)).sub(logGamma)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray positive = x.gt(0);
    NDArray t = rate.like(x).div(where(positive, x, 1));
    return where(positive, gammaQ(concentration.like(x), t), 0);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray positive = x.gt(0);
    NDArray t = rate.like(x).div(where(positive, x, 1));
    return where(positive, gammaP(concentration.like(x), t), 1);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return rate.like(probability).div(gammaQInverse(concentration.like(probability), probability));
  }

  @Override
  public NDArray mean() {
    NDArray a = array(concentration);
    NDArray finite = a.gt(1);
    NDArray mean = array(rate).div(where(finite, a, 2).sub(1));
    return where(finite, mean, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray a = array(concentration);
    NDArray finite = a.gt(2);
    NDArray safe = where(finite, a, 3);
    NDArray variance = square(array(rate).div(safe.sub(1))).div(safe.sub(2));
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(rate).div(array(concentration).add(1));
  }

  /** With Stirling's remainders: the log-gammas of a large a would cancel. */
  @Override
  public NDArray entropy() {
    NDArray a = array(concentration);
    return log(array(rate))
        .sub(log(a).mul(1.5))
        .add(Stirling.HALF_LOG_TWO_PI)
        .add(Stirling.remainder(a))
        .sub(a.add(1).mul(Stirling.digammaRemainder(a)));
  }
}
