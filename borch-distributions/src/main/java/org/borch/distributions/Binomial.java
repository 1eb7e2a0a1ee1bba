package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.betaI;
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
 * Binomial(totalCount n, probs p) or Binomial(totalCount n, logits l), p = 1 / (1 + exp(-l)): n! /
 * (k! (n-k)!) p^k (1-p)^(n-k), k = 0, 1, ..., n.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, chapter 3.
 */
public final class Binomial extends Distribution {

  final Operand totalCount;
  final Chance chance;

  private Binomial(Operand totalCount, Chance chance) {
    super(
        new Parameter("totalCount", totalCount, Constraints.nonNegativeInteger()),
        chance.parameter());
    this.totalCount = totalCount;
    this.chance = chance;
  }

  /** totalCount: batch, whole, from 0 on; probs: batch, from 0 to 1. */
  public static Binomial ofProbs(Operand totalCount, Operand probs) {
    return new Binomial(totalCount, Chance.ofProbs(probs));
  }

  /** totalCount: batch, whole, from 0 on; logits: batch, real. */
  public static Binomial ofLogits(Operand totalCount, Operand logits) {
    return new Binomial(totalCount, Chance.ofLogits(logits));
  }

  @Override
  public Binomial withParameters(List<Operand> values) {
    return new Binomial(values.get(0), chance.with(values.get(1)));
  }

  @Override
  public Constraint support() {
    return Constraints.integerInterval(Operand.of(0), totalCount);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return logMass(chance, totalCount.like(x), x);
  }

  /** By the density of Beta(k+1, n-k+1) at p, in which nothing cancels. */
  static NDArray logMass(Chance chance, NDArray n, NDArray k) {
    NDArray failures = n.sub(k);
    NDArray a = k.add(1);
    NDArray b = failures.add(1);
    NDArray all = n.add(2);
    return chance
        .logRatios(k, failures, a.div(all), b.div(all))
        .add(Beta.logPeak(a, b))
        .sub(log(n.add(1)));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return icdf(noise.uniform(shape(sampleShape)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray n = totalCount.like(x);
    NDArray inner = x.gte(0).logicalAnd(x.lt(n));
    NDArray k = where(inner, x, 0).floor();
    NDArray rest = where(inner, n.sub(k), 1);
    NDArray below = betaI(rest, k.add(1), chance.failure(x.getDataType()));
    return where(inner, below, where(x.lt(0), 0, x.onesLike()));
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray n = totalCount.like(x);
    NDArray inner = x.gte(0).logicalAnd(x.lt(n));
    NDArray k = where(inner, x, 0).floor();
    NDArray rest = where(inner, n.sub(k), 1);
    NDArray above = betaI(k.add(1), rest, chance.success(x.getDataType()));
    return where(inner, above, where(x.lt(0), 1, x.zerosLike()));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray success = chance.success(probability.getDataType());
    return binomialQuantile(probability, totalCount.like(probability), success);
  }

  @Override
  public NDArray mean() {
    return array(totalCount).mul(chance.success(type()));
  }

  @Override
  public NDArray variance() {
    return mean().mul(chance.failure(type()));
  }

  /** Where (n+1) p is whole, the mass at the count before it is the same. */
  @Override
  public NDArray mode() {
    NDArray peak = array(totalCount).add(1).mul(chance.success(type()));
    return peak.ceil().sub(1).maximum(0).minimum(array(totalCount));
  }

  @Override
  public NDArray entropy() {
    return CountMath.entropy(CountFamily.BINOMIAL, array(totalCount), chance.logOdds(type()));
  }

  /** E[log Γ(k+r) - log Γ(r)]: batch. */
  NDArray meanLogRising(NDArray r) {
    return CountMath.logRising(CountFamily.BINOMIAL, r, array(totalCount), chance.logOdds(type()));
  }
}
