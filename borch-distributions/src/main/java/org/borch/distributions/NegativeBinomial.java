package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.betaI;
import static org.borch.tensor.IncompleteMath.negativeBinomialQuantile;

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
 * NegativeBinomial(totalCount r, probs p) or NegativeBinomial(totalCount r, logits l), p = 1 / (1 +
 * exp(-l)): Γ(k+r) / (k! Γ(r)) (1-p)^r p^k, k = 0, 1, 2, ..., with mean r p / (1-p). The count r
 * may be any positive number. {@link NegativeBinomial2} has mean and concentration for parameters.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, chapter 5.
 */
public final class NegativeBinomial extends Distribution {

  final Operand totalCount;
  final Chance chance;

  private NegativeBinomial(Operand totalCount, Chance chance) {
    super(new Parameter("totalCount", totalCount, Constraints.positive()), chance.parameter());
    this.totalCount = totalCount;
    this.chance = chance;
  }

  /** totalCount: batch, above 0; probs: batch, from 0 to 1. */
  public static NegativeBinomial ofProbs(Operand totalCount, Operand probs) {
    return new NegativeBinomial(totalCount, Chance.ofProbs(probs));
  }

  /** totalCount: batch, above 0; logits: batch, real. */
  public static NegativeBinomial ofLogits(Operand totalCount, Operand logits) {
    return new NegativeBinomial(totalCount, Chance.ofLogits(logits));
  }

  @Override
  public NegativeBinomial withParameters(List<Operand> values) {
    return new NegativeBinomial(values.get(0), chance.with(values.get(1)));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  /** By the density of Beta(k+1, r) at p, in which nothing cancels. */
  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray r = totalCount.like(x);
    NDArray above = x.add(1);
    NDArray n = above.add(r);
    NDArray mean = above.div(n);
    NDArray rest = r.div(n);
    return chance
        .logRatios(x, r, mean, rest)
        .add(log(rest))
        .add(Beta.logPeak(above, r))
        .sub(log(x.add(r)));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  /** Poisson of a Gamma(r, (1-p)/p) rate. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray r = broadcastTo(totalCount.as(noise.type()), shape(sampleShape));
    NDArray logRate = Gamma.logStandardDraw(noise.at("rate"), r).add(chance.logOdds(noise.type()));
    return noise.at("count").poisson(exp(logRate));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray isCount = x.gte(0);
    NDArray next = where(isCount, x, 0).floor().add(1);
    NDArray failure = chance.failure(x.getDataType());
    return where(isCount, betaI(totalCount.like(x), next, failure), 0);
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray isCount = x.gte(0);
    NDArray next = where(isCount, x, 0).floor().add(1);
    NDArray success = chance.success(x.getDataType());
    return where(isCount, betaI(next, totalCount.like(x), success), 1);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray success = chance.success(probability.getDataType());
    return negativeBinomialQuantile(probability, totalCount.like(probability), success);
  }

  @Override
  public NDArray mean() {
    return array(totalCount).mul(exp(chance.logOdds(type())));
  }

  @Override
  public NDArray variance() {
    return mean().div(chance.failure(type()));
  }

  /** Where (r-1) p/(1-p) is whole, the mass at the count before it is the same. */
  @Override
  public NDArray mode() {
    NDArray odds = exp(chance.logOdds(type()));
    return array(totalCount).sub(1).mul(odds).ceil().sub(1).maximum(0);
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(
        CountFamily.NEGATIVE_BINOMIAL, array(totalCount), chance.logOdds(type()));
  }

  /** E[log Γ(k+r) - log Γ(r)]: batch. */
  NDArray meanLogRising(NDArray r) {
    return CountMath.logRising(
        CountFamily.NEGATIVE_BINOMIAL, r, array(totalCount), chance.logOdds(type()));
  }
}
