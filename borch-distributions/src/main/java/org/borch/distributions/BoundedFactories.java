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

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(double low, double high, double peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(double low, double high, NDArray peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(double low, NDArray high, double peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(double low, NDArray high, NDArray peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(NDArray low, double high, double peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(NDArray low, double high, NDArray peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(NDArray low, NDArray high, double peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Triangular} on [low, high]. */
  public static Triangular triangular(NDArray low, NDArray high, NDArray peak) {
    return new Triangular(Operand.of(low), Operand.of(high), Operand.of(peak));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, double high, double peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, double high, double peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, double high, NDArray peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, double high, NDArray peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, NDArray high, double peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, NDArray high, double peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, NDArray high, NDArray peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(double low, NDArray high, NDArray peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, double high, double peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, double high, double peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, double high, NDArray peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, double high, NDArray peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, NDArray high, double peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, NDArray high, double peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, NDArray high, NDArray peak, double concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link Pert} on [low, high] with a peak; concentration 4 is usual. */
  public static Pert pert(NDArray low, NDArray high, NDArray peak, NDArray concentration) {
    return new Pert(Operand.of(low), Operand.of(high), Operand.of(peak), Operand.of(concentration));
  }

  /** {@link BernoulliStraightThrough}, whose draws have the derivatives of relaxed ones. */
  public static BernoulliStraightThrough bernoulliStraightThrough(
      double temperature, double logits) {
    return new BernoulliStraightThrough(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link BernoulliStraightThrough}, whose draws have the derivatives of relaxed ones. */
  public static BernoulliStraightThrough bernoulliStraightThrough(
      double temperature, NDArray logits) {
    return new BernoulliStraightThrough(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link BernoulliStraightThrough}, whose draws have the derivatives of relaxed ones. */
  public static BernoulliStraightThrough bernoulliStraightThrough(
      NDArray temperature, double logits) {
    return new BernoulliStraightThrough(Operand.of(temperature), Operand.of(logits));
  }

  /** {@link BernoulliStraightThrough}, whose draws have the derivatives of relaxed ones. */
  public static BernoulliStraightThrough bernoulliStraightThrough(
      NDArray temperature, NDArray logits) {
    return new BernoulliStraightThrough(Operand.of(temperature), Operand.of(logits));
  }
}
