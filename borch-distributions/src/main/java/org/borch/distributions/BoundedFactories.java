package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on an interval. */
abstract class BoundedFactories extends PositiveFactories {

  BoundedFactories() {}

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(double mean, double concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(double mean, NDArray concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(NDArray mean, double concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link BetaProportion}: a Beta by its mean. */
  public static BetaProportion betaProportion(NDArray mean, NDArray concentration) {
    return new BetaProportion(Operand.of(mean), Operand.of(concentration));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(double concentration1, double concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(double concentration1, NDArray concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(NDArray concentration1, double concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link Kumaraswamy}; {@code concentration1} is the exponent on x. */
  public static Kumaraswamy kumaraswamy(NDArray concentration1, NDArray concentration0) {
    return new Kumaraswamy(Operand.of(concentration1), Operand.of(concentration0));
  }

  /** {@link LogitNormal}: the logit is Normal(loc, scale). */
  public static LogitNormal logitNormal(double loc, double scale) {
    return new LogitNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogitNormal}: the logit is Normal(loc, scale). */
  public static LogitNormal logitNormal(double loc, NDArray scale) {
    return new LogitNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogitNormal}: the logit is Normal(loc, scale). */
  public static LogitNormal logitNormal(NDArray loc, double scale) {
    return new LogitNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link LogitNormal}: the logit is Normal(loc, scale). */
  public static LogitNormal logitNormal(NDArray loc, NDArray scale) {
    return new LogitNormal(Operand.of(loc), Operand.of(scale));
  }

  /** {@link ContinuousBernoulli}; {@code probs} is not its mean. */
  public static ContinuousBernoulli continuousBernoulli(double probs) {
    return ContinuousBernoulli.ofProbs(Operand.of(probs));
  }

  /** {@link ContinuousBernoulli}; {@code probs} is not its mean. */
  public static ContinuousBernoulli continuousBernoulli(NDArray probs) {
    return ContinuousBernoulli.ofProbs(Operand.of(probs));
  }

  /** {@link ContinuousBernoulli} by log odds. */
  public static ContinuousBernoulli continuousBernoulliLogits(double logits) {
    return ContinuousBernoulli.ofLogits(Operand.of(logits));
  }

  /** {@link ContinuousBernoulli} by log odds. */
  public static ContinuousBernoulli continuousBernoulliLogits(NDArray logits) {
    return ContinuousBernoulli.ofLogits(Operand.of(logits));
  }

  /** {@link RelaxedBernoulli}, near temperature 0 a Bernoulli. */
  public static RelaxedBernoulli relaxedBernoulli(double temperature, double logits) {
    return new RelaxedBernoulli(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link RelaxedBernoulli}, near temperature 0 a Bernoulli. */
  public static RelaxedBernoulli relaxedBernoulli(double temperature, NDArray logits) {
    return new RelaxedBernoulli(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link RelaxedBernoulli}, near temperature 0 a Bernoulli. */
  public static RelaxedBernoulli relaxedBernoulli(NDArray temperature, double logits) {
    return new RelaxedBernoulli(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link RelaxedBernoulli}, near temperature 0 a Bernoulli. */
  public static RelaxedBernoulli relaxedBernoulli(NDArray temperature, NDArray logits) {
    return new RelaxedBernoulli(Operand.of(temperature), Operand.of(logits));
  }
}
