package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log1p;
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
 * Geometric(probs p) or Geometric(logits l), p = 1 / (1 + exp(-l)): the number k of failures before
 * the first success, p (1-p)^k, k = 0, 1, 2, ...
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 5.2.
 */
public final class Geometric extends Distribution {

  final Chance chance;

  private Geometric(Chance chance) {
    super(chance.parameter());
    this.chance = chance;
  }

  /** probs: batch, from 0 to 1. */
  public static Geometric ofProbs(Operand probs) {
    return new Geometric(Chance.ofProbs(probs));
  }

  /** logits: batch, real. */
  public static Geometric ofLogits(Operand logits) {
    return new Geometric(Chance.ofLogits(logits));
  }

  @Override
  public Geometric withParameters(List<Operand> values) {
    return new Geometric(chance.with(values.get(0)));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegativeInteger();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return chance.logSuccess(x.getDataType()).add(chance.timesLogFailure(x));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  /** The whole part of an exponential waiting time. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray e = noise.exponential(shape(sampleShape));
    return e.div(chance.logFailure(noise.type()).neg()).floor();
  }

  @Override
  public NDArray cdf(NDArray x) {
    return where(x.lt(0), 0, expm1(logAbove(x)).neg());
  }

  @Override
  public NDArray survival(NDArray x) {
    return where(x.lt(0), 1, exp(logAbove(x)));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return where(x.lt(0), 0, logAbove(x));
  }

  /** Of x from 0 on. */
  private NDArray logAbove(NDArray x) {
    return chance.timesLogFailure(x.maximum(0).floor().add(1));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray failures = log1p(probability.neg()).div(chance.logFailure(probability.getDataType()));
    return failures.ceil().sub(1).maximum(0);
  }

  @Override
  public NDArray mean() {
    return broadcastTo(exp(chance.logOdds(type()).neg()), batchShape());
  }

  @Override
  public NDArray variance() {
    return mean().div(chance.success(type()));
  }

  @Override
  public NDArray mode() {
    return mean().zerosLike();
  }

  /** That of one trial, as often as there are trials in the mean. */
  @Override
  public NDArray entropy() {
    NDArray success = chance.success(type());
    NDArray ofTrial =
        chance.timesLogSuccess(success).add(chance.timesLogFailure(chance.failure(type())));
    return broadcastTo(ofTrial.neg().div(success), batchShape());
  }
}
