package org.borch.distributions;

import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.IncompleteMath.binomialQuantile;

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
 * BetaBinomial(totalCount n, concentration1 a, concentration0 b), a Binomial(n, p) with p from
 * Beta(a, b): n! / (k! (n-k)!) B(k+a, n-k+b) / B(a, b), k = 0, 1, ..., n.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 6.9.2.
 */
public final class BetaBinomial extends Distribution {

  private final Operand totalCount;
  private final Operand concentration1;
  private final Operand concentration0;

  /**
   * totalCount: batch, whole, from 0 on; concentration1: batch, above 0; concentration0: batch,
   * above 0.
   */
  public BetaBinomial(Operand totalCount, Operand concentration1, Operand concentration0) {
    super(
        new Parameter("totalCount", totalCount, Constraints.nonNegativeInteger()),
        new Parameter("concentration1", concentration1, Constraints.positive()),
        new Parameter("concentration0", concentration0, Constraints.positive()));
    this.totalCount = totalCount;
    this.concentration1 = concentration1;
    this.concentration0 = concentration0;
  }

  @Override
  public BetaBinomial withParameters(List<Operand> values) {
    return new BetaBinomial(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(0), totalCount);
  }

  /** With Stirling's remainders: the log-gammas of large concentrations and counts would cancel. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray a = concentration1.like(x);
    NDArray b = concentration0.like(x);
    NDArray rest = totalCount.like(x).sub(x);
    NDArray n = totalCount.like(x);
    return Stirling.logGammaStep(a, x)
        .add(Stirling.logGammaStep(b, rest))
        .sub(Stirling.logGammaStep(a.add(b), n))
        .add(logGamma(n.add(1)))
        .sub(logGamma(x.add(1)))
        .sub(logGamma(rest.add(1)));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray p =
        new Beta(concentration1, concentration0)
            .expand(batchShape())
            .sample(noise.at("probs"), sampleShape);
    NDArray u = noise.at("count").uniform(shape(sampleShape));
    return binomialQuantile(u, totalCount.like(u), p);
  }

  @Override
  public NDArray mean() {
    NDArray a = array(concentration1);
    return array(totalCount).mul(a).div(a.add(array(concentration0)));
  }

  @Override
  public NDArray variance() {
    NDArray a = array(concentration1);
    NDArray b = array(concentration0);
    NDArray n = a.add(b);
    NDArray spread = n.add(array(totalCount)).div(n.add(1));
    return mean().mul(b.div(n)).mul(spread);
  }

  private NDArray[] parameters(NDArray like) {
    return new NDArray[] {
      totalCount.like(like), concentration1.like(like), concentration0.like(like)
    };
  }

  @Override
  public NDArray cdf(NDArray x) {
    return CountMath.cdf(CountFamily.BETA_BINOMIAL, x, parameters(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return CountMath.survival(CountFamily.BETA_BINOMIAL, x, parameters(x));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return CountMath.quantile(CountFamily.BETA_BINOMIAL, probability, parameters(probability));
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(CountFamily.BETA_BINOMIAL, parameters(array(totalCount)));
  }
}
