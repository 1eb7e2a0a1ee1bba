package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import java.util.function.Supplier;
import org.borch.distributions.Delta;
import org.borch.distributions.Distribution;
import org.borch.distributions.TransformedDistribution;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.transform.Bijector;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/** The value that a posterior chose for a latent variable, with its log density under q. */
public final class Choice {

  private final NDArray value;
  private final @Nullable Distribution q;
  private final @Nullable Constraint support;
  private final LogDensity logDensity;
  private final @Nullable NDArray score;

  /** The log density: the prior's batch, or a scalar, in which the rows of a mask count. */
  @FunctionalInterface
  private interface LogDensity {
    NDArray of(@Nullable NDArray mask);
  }

  private Choice(
      NDArray value,
      @Nullable Distribution q,
      @Nullable Constraint support,
      LogDensity logDensity) {
    this(value, q, support, logDensity, null);
  }

  private Choice(
      NDArray value,
      @Nullable Distribution q,
      @Nullable Constraint support,
      LogDensity logDensity,
      @Nullable NDArray score) {
    this.value = value;
    this.q = q;
    this.support = support;
    this.logDensity = logDensity;
    this.score = score;
  }

  /**
   * The same, of a value that is a differentiable function of q's parameters but for something
   * discrete that was drawn first, such as the component of a mixture.
   *
   * @param logProb of what was drawn, a scalar: by the score-function estimator a loss multiplies
   *     its derivative by the cost
   */
  public Choice scoredBy(NDArray logProb) {
    return new Choice(value, q, support, logDensity, logProb);
  }

  /** A draw from q, differentiable where q is reparameterised. */
  public static Choice of(Distribution q, Noise noise) {
    return of(q, q.isReparameterized() ? q.rsample(noise) : q.sample(noise));
  }

  /** A value that was drawn from q: batch + event. */
  public static Choice of(Distribution q, NDArray value) {
    return new Choice(value, q, q.support(), mask -> q.logProbInside(value));
  }

  /**
   * A value of a q that is no single distribution, such as one variable's part of a flow.
   *
   * @param logDensity the prior's batch, or a scalar; a draw's log q is the sum over its variables
   */
  public static Choice of(NDArray value, NDArray logDensity) {
    return new Choice(value, null, null, mask -> logDensity);
  }

  /**
   * The value x = bijector(u) of a u that some q drew, for one variable at a time.
   *
   * @param logDensity of u: the prior's batch, or a scalar
   */
  public static Choice mapped(Bijector bijector, NDArray u, NDArray logDensity) {
    return mapped(bijector, u, () -> logDensity);
  }

  /** The same with a density that is computed when it is asked for. */
  static Choice mapped(Bijector bijector, NDArray u, Supplier<NDArray> logDensity) {
    NDArray x = bijector.forward(u);
    return new Choice(
        x,
        null,
        bijector.codomain(),
        mask -> {
          NDArray own = logDensity.get();
          NDArray logJacobian = bijector.logAbsDetJacobian(u, x);
          boolean scalar = own.getShape().dimension() == 0;
          return own.sub(scalar ? sum(logJacobian, mask) : logJacobian);
        });
  }

  /** Summed over the rows of a mask; over all if these are others, the missing ones alone. */
  private static NDArray sum(NDArray rows, @Nullable NDArray mask) {
    return mask != null && mask.getShape().equals(rows.getShape())
        ? ArrayMath.where(mask, rows, 0).sum()
        : rows.sum();
  }

  /**
   * A draw x = bijector(u) with u from a base distribution of single numbers. Its log density is
   * taken at u, without inverting x, so that it is finite where x rounds to the edge of the
   * support.
   */
  public static Choice transformed(Distribution base, Bijector bijector, Noise noise) {
    Distribution joined = base.toEvent(bijector.inputEventRank());
    NDArray u = joined.rsample(noise);
    NDArray x = bijector.forward(u);
    return new Choice(
        x,
        TransformedDistribution.of(joined, bijector),
        bijector.codomain(),
        mask -> joined.logProb(u).sub(bijector.logAbsDetJacobian(u, x)));
  }

  /** A value that was given, not drawn: it has no density. */
  public static Choice given(NDArray value) {
    return given(value, null);
  }

  /** A value that was given and is known to lie in a support. */
  public static Choice given(NDArray value, @Nullable Constraint support) {
    return new Choice(
        value,
        null,
        support,
        mask -> {
          throw new IllegalStateException("the value was given, not drawn from an approximation");
        });
  }

  /** A single point, whose log density counts as 0: value is the prior's batch + event. */
  public static Choice point(NDArray value, Constraint support) {
    Delta q = new Delta(Operand.of(value), support);
    Shape batch = q.batchShape();
    return new Choice(value, q, support, mask -> BorchArray.full(batch, 0, value.getDataType()));
  }

  /** The value: the prior's batch + event. */
  public NDArray value() {
    return value;
  }

  /** The distribution that the value was drawn from given the values before it, if it is one. */
  public Optional<Distribution> approximation() {
    return Optional.ofNullable(q);
  }

  /** A set in which the value is known to lie, if there is one. */
  public Optional<Constraint> support() {
    return Optional.ofNullable(support);
  }

  /** The log probability of what was drawn first, if something was; see {@link #scoredBy}. */
  public Optional<NDArray> score() {
    return Optional.ofNullable(score);
  }

  /** The log density of the value under q: the prior's batch, or a scalar. */
  public NDArray logDensity() {
    return logDensity.of(null);
  }

  /**
   * The same where some rows do not count, those that are observed of a partly observed variable.
   *
   * @param mask BOOLEAN of the prior's batch shape: the rows that count in a scalar
   */
  public NDArray logDensity(NDArray mask) {
    return logDensity.of(mask);
  }
}
