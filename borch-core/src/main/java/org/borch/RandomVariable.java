package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.borch.distributions.Delta;
import org.borch.distributions.Distribution;
import org.borch.distributions.KullbackLeibler;
import org.borch.distributions.Quantity;
import org.borch.posterior.Choice;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.jspecify.annotations.Nullable;

/**
 * A random variable in one draw: its prior p given its parents, its value, and for a latent one the
 * approximation q that the value came from. It belongs to the thread of its draw.
 *
 * <p>Log densities are per row: one number for each element of the prior's batch shape, without the
 * plates' weight {@link #scale}. A partly observed variable is two of these, {@code y} with the
 * data and {@code y.missing}, both with all rows of the draw; the rows of the other part have log
 * density 0, and {@link #counted} leaves them out.
 */
public final class RandomVariable implements Site {

  private final String name;
  private final Distribution prior;
  private final Choice choice;
  private final NDArray value;
  private final boolean observed;
  private final List<PlateAxis> plates;
  private final @Nullable Missing missing;
  private @Nullable NDArray logPrior;
  private @Nullable NDArray logApproximation;
  private @Nullable Supplier<Choice> constant;

  RandomVariable(
      String name,
      Distribution prior,
      Choice choice,
      boolean observed,
      List<PlateAxis> plates,
      @Nullable Missing missing) {
    this.name = name;
    this.prior = prior;
    this.choice = choice;
    this.value = BorchArray.wrap(rows(prior, missing, choice.value())).frozen(name);
    this.observed = observed;
    this.plates = List.copyOf(plates);
    this.missing = missing;
  }

  /**
   * The same whose q is known by constant parameters, too.
   *
   * @param twin what the posterior chooses with those
   */
  RandomVariable withConstant(Supplier<Choice> twin) {
    constant = twin;
    return this;
  }

  /** The same value and q under a prior of density 1. */
  RandomVariable withoutPrior() {
    return new RandomVariable(name, NoPrior.like(prior), choice, observed, plates, missing);
  }

  /** The rows of the draw for values of the missing rows alone; any other ones as they are. */
  static NDArray rows(Distribution prior, @Nullable Missing missing, NDArray value) {
    return missing != null && value.getShape().equals(missing.compact(prior.eventShape()))
        ? missing.expand(value)
        : value;
  }

  @Override
  public String name() {
    return name;
  }

  /** p given this draw's parents. */
  public Distribution prior() {
    return prior;
  }

  /**
   * q given the values before it in this draw; empty for observed variables, for given values, and
   * where a joint posterior gives a log density only. A draw from the prior has q = p.
   */
  public Optional<Distribution> approximation() {
    return observed ? Optional.empty() : choice.approximation();
  }

  @Override
  public NDArray value() {
    return value;
  }

  @Override
  public NDArray reported() {
    return observed ? value : counted(value);
  }

  /** Whether the value is data. */
  public boolean isObserved() {
    return observed;
  }

  /** The weight N/B of the plates, on log p and log q. */
  public double scale() {
    return plates.stream().mapToDouble(PlateAxis::scale).reduce(1, (a, b) -> a * b);
  }

  @Override
  public List<PlateAxis> plates() {
    return plates;
  }

  /** BOOLEAN of the prior's batch shape: the rows that count, where not all do. */
  public Optional<NDArray> mask() {
    if (missing == null) {
      return Optional.empty();
    }
    return Optional.of(observed ? missing.mask() : missing.inverse());
  }

  /**
   * The rows that count of an array that has all: batch + any → [rows] + any. In a minibatch, where
   * it differs which these are, and for a variable all of whose rows count: the array itself.
   */
  public NDArray counted(NDArray all) {
    if (missing == null || !missing.isWhole()) {
      return all;
    }
    return observed ? missing.known(all) : missing.compact(all);
  }

  /** log p of the value for each row; computed once. */
  public NDArray logPrior() {
    NDArray known = logPrior;
    if (known == null) {
      boolean inside = choice.support().filter(prior.support()::includes).isPresent();
      known = masked(inside ? prior.logProbInside(value) : prior.logProb(value));
      logPrior = known;
    }
    return known;
  }

  /**
   * log q of the value for each row, or a scalar; computed once. 0 for a point.
   *
   * @throws IllegalStateException for a variable that has no q: an observed or a given value
   */
  public NDArray logApproximation() {
    NDArray known = logApproximation;
    if (known == null) {
      if (observed) {
        throw new IllegalStateException(name + ": an observed variable has no approximation");
      }
      known = density(choice);
      logApproximation = known;
    }
    return known;
  }

  /**
   * {@link #logApproximation} as a function of the draw's values alone: its derivative by q's
   * parameters is that along the value's path, without the score, whose mean is 0 (Roeder, Wu and
   * Duvenaud 2017, "Sticking the landing").
   *
   * @throws IllegalStateException as there, and for draws that are not from a posterior
   * @throws UnsupportedOperationException if the posterior gives no density but that of its draw
   */
  public NDArray pathLogApproximation() {
    Supplier<Choice> twin = constant;
    if (observed || twin == null) {
      throw new IllegalStateException(
          name
              + (observed
                  ? ": an observed variable has"
                  : ": a draw that is not from a posterior has")
              + " no approximation by parameters");
    }
    return density(twin.get());
  }

  /**
   * Whether q draws it together with others and has a density for any such draw: {@link
   * #pathLogApproximation} is there.
   */
  public boolean isJoint() {
    return !observed && constant != null && choice.isJoint();
  }

  private NDArray density(Choice q) {
    return missing == null ? q.logDensityOf(choice, null) : masked(q, missing);
  }

  /**
   * The log probability of something discrete that q drew before the value, whose derivative a loss
   * multiplies by its cost: the component of a mixture. Of variables that are drawn together, one
   * has it.
   */
  public Optional<NDArray> score() {
    return observed ? Optional.empty() : choice.score();
  }

  /**
   * KL(q || p) for each row, where the pair has a closed form and equal batch and event shapes. A
   * point has none: its terms are log p alone.
   */
  public Optional<NDArray> divergence() {
    return approximation()
        .filter(q -> q.batchShape().equals(prior.batchShape()))
        .filter(q -> q.eventShape().equals(prior.eventShape()))
        .flatMap(q -> KullbackLeibler.between(q, prior))
        .map(this::masked);
  }

  /**
   * H(q) for each row, where it has a closed form and q's shapes are the prior's; not of points.
   */
  public Optional<NDArray> entropy() {
    return approximation()
        .filter(q -> q.batchShape().equals(prior.batchShape()))
        .filter(q -> !(q instanceof Delta) && q.has(Quantity.ENTROPY))
        .map(q -> masked(q.entropy()));
  }

  /**
   * A choice may give the density of all rows of the draw, of the missing ones alone, or in one.
   */
  private NDArray masked(Choice q, Missing missing) {
    NDArray counts = missing.inverse();
    NDArray density = q.logDensityOf(choice, counts);
    if (density.getShape().dimension() == 0 && counts.getShape().dimension() > 0) {
      return density;
    }
    boolean isCompact = density.getShape().equals(missing.compact(new Shape()));
    return ArrayMath.where(counts, isCompact ? missing.expand(density) : density, 0);
  }

  private NDArray masked(NDArray rows) {
    return mask().map(mask -> ArrayMath.where(mask, rows, 0)).orElse(rows);
  }

  /** Name, shape, prior and where the value comes from; reads no values. */
  @Override
  public String toString() {
    String source = observed ? "observed" : approximation().map(q -> "q = " + q).orElse("latent");
    return name
        + value.getShape()
        + " ~ "
        + prior
        + ", "
        + source
        + (scale() == 1 ? "" : ", scale " + scale());
  }
}
