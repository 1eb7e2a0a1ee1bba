package org.borch.posterior;

import static org.borch.tensor.ArrayMath.stopGradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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

  private final Drawn drawn;
  private final @Nullable Distribution q;
  private final @Nullable Constraint support;
  private final Density density;
  private final @Nullable NDArray score;

  /**
   * What was drawn.
   *
   * @param value the prior's batch + event
   * @param u the value's unconstrained coordinates, if they were drawn
   * @param joint those of all variables that were drawn together, if they were
   */
  private record Drawn(NDArray value, @Nullable NDArray u, @Nullable NDArray joint) {

    Drawn(NDArray value, @Nullable NDArray u) {
      this(value, u, null);
    }

    Drawn held() {
      return new Drawn(stopGradient(value), constant(u), constant(joint));
    }

    private static @Nullable NDArray constant(@Nullable NDArray array) {
      return array == null ? null : stopGradient(array);
    }

    NDArray coordinates() {
      return Objects.requireNonNull(u);
    }
  }

  /** The log density: the prior's batch, or a scalar, in which the rows of a mask count. */
  @FunctionalInterface
  private interface Density {
    NDArray of(Drawn drawn, @Nullable NDArray mask);
  }

  private Choice(
      Drawn drawn, @Nullable Distribution q, @Nullable Constraint support, Density density) {
    this(drawn, q, support, density, null);
  }

  private Choice(
      Drawn drawn,
      @Nullable Distribution q,
      @Nullable Constraint support,
      Density density,
      @Nullable NDArray score) {
    this.drawn = drawn;
    this.q = q;
    this.support = support;
    this.density = density;
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
    return new Choice(drawn, q, support, density, logProb);
  }

  /** A draw from q, differentiable where q is reparameterised. */
  public static Choice of(Distribution q, Noise noise) {
    return of(q, q.isReparameterized() ? q.rsample(noise) : q.sample(noise));
  }

  /** A value that was drawn from q: batch + event. */
  public static Choice of(Distribution q, NDArray value) {
    return new Choice(
        new Drawn(value, null), q, q.support(), (own, mask) -> q.logProbInside(own.value));
  }

  /**
   * A value of a q that is no single distribution, such as one variable's part of a flow.
   *
   * @param logDensity the prior's batch, or a scalar; a draw's log q is the sum over its variables
   */
  public static Choice of(NDArray value, NDArray logDensity) {
    Drawn drawn = new Drawn(value, null);
    return new Choice(drawn, null, null, (own, mask) -> known(drawn, own, () -> logDensity));
  }

  /** A density that is known at one value alone. */
  @SuppressWarnings("ReferenceEquality") // another draw is another object
  private static NDArray known(Drawn drawn, Drawn other, Supplier<NDArray> logDensity) {
    if (drawn != other) {
      throw new UnsupportedOperationException(
          "the posterior gives the log density of its own draw alone, by Choice.of(value,"
              + " logDensity), where the loss asks for that of another value; choose from a"
              + " distribution, or by Coordinates.unpack(distribution, noise)");
    }
    return logDensity.get();
  }

  /**
   * The value x = bijector(u) of a u that some q drew, for one variable at a time.
   *
   * @param logDensity of u: the prior's batch, or a scalar
   */
  public static Choice mapped(Bijector bijector, NDArray u, NDArray logDensity) {
    return mapped(bijector, u, () -> logDensity);
  }

  /**
   * The same where u is a part of what was drawn for several variables, of a distribution.
   *
   * @param joint all of it
   * @param logDensity this variable's share of the density of such a draw, asked for when needed
   */
  static Choice mapped(
      Bijector bijector, NDArray u, NDArray joint, UnaryOperator<NDArray> logDensity) {
    Drawn drawn = new Drawn(bijector.forward(u), u, joint);
    return mapped(bijector, drawn, own -> logDensity.apply(Objects.requireNonNull(own.joint)));
  }

  /** The same where the density is known of this draw alone. */
  static Choice mapped(Bijector bijector, NDArray u, Supplier<NDArray> logDensity) {
    Drawn drawn = new Drawn(bijector.forward(u), u);
    return mapped(bijector, drawn, own -> known(drawn, own, logDensity));
  }

  private static Choice mapped(
      Bijector bijector, Drawn drawn, Function<Drawn, NDArray> logDensity) {
    return new Choice(
        drawn,
        null,
        bijector.codomain(),
        (own, mask) -> {
          NDArray base = logDensity.apply(own);
          NDArray logJacobian = bijector.logAbsDetJacobian(own.coordinates(), own.value);
          boolean scalar = base.getShape().dimension() == 0;
          return base.sub(scalar ? sum(logJacobian, mask) : logJacobian);
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
    return new Choice(
        new Drawn(bijector.forward(u), u),
        TransformedDistribution.of(joined, bijector),
        bijector.codomain(),
        (own, mask) ->
            joined
                .logProb(own.coordinates())
                .sub(bijector.logAbsDetJacobian(own.coordinates(), own.value)));
  }

  /** A value that was given, not drawn: it has no density. */
  public static Choice given(NDArray value) {
    return given(value, null);
  }

  /** A value that was given and is known to lie in a support. */
  public static Choice given(NDArray value, @Nullable Constraint support) {
    return new Choice(
        new Drawn(value, null),
        null,
        support,
        (own, mask) -> {
          throw new IllegalStateException("the value was given, not drawn from an approximation");
        });
  }

  /** A single point, whose log density counts as 0: value is the prior's batch + event. */
  public static Choice point(NDArray value, Constraint support) {
    Delta q = new Delta(Operand.of(value), support);
    Shape batch = q.batchShape();
    return new Choice(
        new Drawn(value, null),
        q,
        support,
        (own, mask) -> BorchArray.full(batch, 0, value.getDataType()));
  }

  /** Whether the value was drawn together with others, from a distribution of all. */
  public boolean isJoint() {
    return drawn.joint != null;
  }

  /** The same value as a constant: its density is differentiable by q's parameters alone. */
  public Choice held() {
    return new Choice(drawn.held(), q, support, density, score);
  }

  /** The value: the prior's batch + event. */
  public NDArray value() {
    return drawn.value;
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
    return density.of(drawn, null);
  }

  /**
   * The same where some rows do not count, those that are observed of a partly observed variable.
   *
   * @param mask BOOLEAN of the prior's batch shape: the rows that count in a scalar
   */
  public NDArray logDensity(NDArray mask) {
    return density.of(drawn, mask);
  }

  /**
   * The log density of another choice's value under this q: of the same variable in the same draw,
   * by other parameters.
   *
   * @param mask as above, or null where all rows count
   * @throws UnsupportedOperationException if the posterior gives no density but that of its draw
   */
  public NDArray logDensityOf(Choice other, @Nullable NDArray mask) {
    return density.of(other.drawn, mask);
  }
}
