package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.Distribution;
import org.borch.distributions.KullbackLeibler;
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
 * data and {@code y.missing}; the rows of the other part have log density 0.
 */
public final class RandomVariable implements Site {

  private final String name;
  private final Distribution prior;
  private final Choice choice;
  private final NDArray value;
  private final boolean observed;
  private final List<PlateAxis> plates;
  private final @Nullable NDArray mask;
  private @Nullable NDArray logPrior;
  private @Nullable NDArray logApproximation;

  RandomVariable(
      String name,
      Distribution prior,
      Choice choice,
      boolean observed,
      List<PlateAxis> plates,
      @Nullable NDArray mask) {
    this.name = name;
    this.prior = prior;
    this.choice = choice;
    this.value = BorchArray.wrap(choice.value()).frozen(name);
    this.observed = observed;
    this.plates = List.copyOf(plates);
    this.mask = mask;
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

  /** Whether the value is data. */
  public boolean isObserved() {
    return observed;
  }

  /** The weight N/B of the plates, on log p and log q. */
  public double scale() {
    return plates.stream().mapToDouble(PlateAxis::scale).reduce(1, (a, b) -> a * b);
  }

  /** The plates of the variable, which are the first axes of its batch, from the outermost. */
  public List<PlateAxis> plates() {
    return plates;
  }

  /** BOOLEAN of the prior's batch shape: the rows that count, where not all do. */
  public Optional<NDArray> mask() {
    return Optional.ofNullable(mask);
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
      known = masked(choice.logDensity());
      logApproximation = known;
    }
    return known;
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

  private NDArray masked(NDArray rows) {
    return mask == null ? rows : ArrayMath.where(mask, rows, 0);
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
