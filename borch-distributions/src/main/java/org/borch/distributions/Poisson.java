package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.gammaP;
import static org.borch.tensor.IncompleteMath.gammaQ;
import static org.borch.tensor.IncompleteMath.poissonQuantile;

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
 * Poisson(rate λ): λ^k exp(-λ) / k!, k = 0, 1, 2, ... Rate 0 always gives 0.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, chapter 4.
 */
public final class Poisson extends Distribution {

  final Operand rate;

  /** rate: batch, from 0 on. */
  public Poisson(Operand rate) {
    super(new Parameter("rate", rate, Constraints.nonNegative()));
    this.rate = rate;
  }

  @Override
  public Poisson withParameters(List<Operand> values) {
    return new Poisson(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  /**
   * The mass at k is the density of Gamma(k+1, 1) at the rate, which is computed stably; that at 0
   * keeps its digits at a tiny rate, for the probability of any other count.
   */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray lambda = rate.like(x);
    return where(x.eq(0), lambda.neg(), Gamma.standardLogProb(x.add(1), lambda));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return noise.poisson(broadcastTo(rate.as(noise.type()), shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray isCount = x.gte(0);
    NDArray next = where(isCount, x, 0).floor().add(1);
    return where(isCount, gammaQ(next, rate.like(x)), 0);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray isCount = x.gte(0);
    NDArray next = where(isCount, x, 0).floor().add(1);
    return where(isCount, gammaP(next, rate.like(x)), 1);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return poissonQuantile(probability, rate.like(probability));
  }

  @Override
  public NDArray mean() {
    return array(rate);
  }

  @Override
  public NDArray variance() {
    return array(rate);
  }

  /** Where the rate is whole, the mass at rate - 1 is the same. */
  @Override
  public NDArray mode() {
    return array(rate).ceil().sub(1).maximum(0);
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(CountFamily.POISSON, array(rate));
  }
}
