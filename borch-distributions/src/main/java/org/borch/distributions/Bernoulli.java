package org.borch.distributions;

import static org.borch.tensor.ArrayMath.cast;
import static org.borch.tensor.ArrayMath.logSigmoid;
import static org.borch.tensor.ArrayMath.sigmoid;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlog1py;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * Bernoulli(probs p) or Bernoulli(logits l), p = 1 / (1 + exp(-l)): 1 with probability p, else 0.
 *
 * <p>Johnson, Kemp and Kotz, Univariate Discrete Distributions, section 3.2.
 */
public final class Bernoulli extends Distribution {

  private final Operand given;
  private final boolean isLogits;

  private Bernoulli(Parameter given, boolean isLogits) {
    super(given);
    this.given = given.value();
    this.isLogits = isLogits;
  }

  /** probs: batch, from 0 to 1. */
  public static Bernoulli ofProbs(Operand probs) {
    return new Bernoulli(new Parameter("probs", probs, Constraints.unitInterval()), false);
  }

  /** logits: batch, real. */
  public static Bernoulli ofLogits(Operand logits) {
    return new Bernoulli(new Parameter("logits", logits, Constraints.real()), true);
  }

  @Override
  public Bernoulli withParameters(List<Operand> values) {
    return isLogits ? ofLogits(values.get(0)) : ofProbs(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.bool();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray value = given.like(x);
    return isLogits ? ofLogit(x, value) : ofProb(x, value);
  }

  /** log sigmoid of the logit's signed size: exact where probabilities round to 0 or 1. */
  private static NDArray ofLogit(NDArray x, NDArray logit) {
    return logSigmoid(x.mul(2).sub(1).mul(logit));
  }

  private static NDArray ofProb(NDArray x, NDArray prob) {
    return xlogy(x, prob).add(xlog1py(x.neg().add(1), prob.neg()));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.uniform(shape(sampleShape));
    NDArray p = isLogits ? sigmoid(given.like(u)) : given.like(u);
    return cast(u.lt(p), noise.type());
  }

  @Override
  public NDArray cdf(NDArray x) {
    NDArray value = given.like(x);
    NDArray failure = isLogits ? sigmoid(value.neg()) : value.neg().add(1);
    NDArray fromZero = where(x.gte(0), failure, 0);
    return where(x.gte(1), 1, fromZero);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray value = given.like(probability);
    NDArray failure = isLogits ? sigmoid(value.neg()) : value.neg().add(1);
    return cast(probability.gt(failure), probability.getDataType());
  }

  @Override
  public NDArray mean() {
    return isLogits ? sigmoid(array(given)) : array(given);
  }

  @Override
  public NDArray variance() {
    return isLogits
        ? sigmoid(array(given)).mul(sigmoid(array(given).neg()))
        : array(given).mul(array(given).neg().add(1));
  }

  @Override
  public NDArray mode() {
    return cast(array(given).gt(isLogits ? 0 : 0.5), type());
  }

  @Override
  public NDArray entropy() {
    return meanLogMass(this).neg();
  }

  /** KL(this || p) per batch. */
  NDArray divergenceFrom(Bernoulli p) {
    return meanLogMass(this).sub(meanLogMass(p));
  }

  /** The mean under this of another one's log mass; 0 where neither can happen. */
  private NDArray meanLogMass(Bernoulli other) {
    NDArray success = mean();
    NDArray failure = isLogits ? sigmoid(array(given).neg()) : success.neg().add(1);
    NDArray value = other.array(other.given);
    return other.isLogits
        ? success.mul(logSigmoid(value)).add(failure.mul(logSigmoid(value.neg())))
        : xlogy(success, value).add(xlog1py(failure, value.neg()));
  }
}
