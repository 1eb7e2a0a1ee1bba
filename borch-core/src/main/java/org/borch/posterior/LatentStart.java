package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.borch.MissingRows;
import org.borch.distributions.Distribution;
import org.borch.distributions.Quantity;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * A latent variable as a run under the prior met it. What starts from here is decided by the seed
 * and the name alone.
 *
 * @param name the variable's path
 * @param prior the prior given parents drawn from theirs, with all rows of its plates; of the
 *     missing rows of a partly observed variable these alone, in one leading axis
 * @param origins for each of the prior's arguments, what it was computed from
 * @param hasFixedSupport whether the prior's support stays the same when its arguments change
 * @param noise the noise of (seed, name)
 * @param missing which rows these are, if it stands for the missing ones of an observed variable
 * @param given where the module says that approximations start; null: where the prior is
 */
public record LatentStart(
    String name,
    Distribution prior,
    List<Set<Origin>> origins,
    boolean hasFixedSupport,
    Noise noise,
    @Nullable MissingRows missing,
    @Nullable NDArray given) {

  /** What a prior's argument can depend on. */
  public enum Origin {
    /** Another latent variable. */
    LATENT,
    /** A discrete latent variable, which is LATENT, too. */
    DISCRETE,
    /** The model's input, observed values or a plate's index. */
    DATA
  }

  /** Draws until every element was finite once; a Cauchy in float32 needs two at most. */
  private static final int DRAWS = 8;

  /** The shape of all rows of a value: batch + event. */
  public Shape shape() {
    return Shapes.concat(prior.batchShape(), prior.eventShape());
  }

  /**
   * The given start, or a draw from the prior, of {@link #shape}; each element is the first finite
   * one.
   */
  public NDArray draw() {
    if (given != null) {
      return given;
    }
    NDArray value = prior.sample(noise);
    for (int i = 1; i < DRAWS && !isKnownFinite(value); i++) {
      value = ArrayMath.where(isFinite(value), value, prior.sample(noise.at(i)));
    }
    return value;
  }

  /**
   * The given start, or the prior's mean, of {@link #shape}; where there is none or it is not
   * finite, a draw.
   */
  public NDArray centre() {
    if (given != null || !prior.has(Quantity.MEAN)) {
      return draw();
    }
    NDArray mean = ArrayMath.cast(prior.mean(), noise.type());
    return isKnownFinite(mean) && mean.getShape().equals(shape())
        ? mean
        : ArrayMath.where(isFinite(mean), mean, draw());
  }

  /** Whether an argument, by its place in the prior's parameters, depends on an origin. */
  public boolean isFrom(Origin origin, int argument) {
    return origins.get(argument).contains(origin);
  }

  /** Whether any argument depends on an origin. */
  public boolean isFrom(Origin origin) {
    return origins.stream().anyMatch(set -> set.contains(origin));
  }

  /** Whether all elements are finite; false if that cannot be read here. */
  private static boolean isKnownFinite(NDArray x) {
    if (!x.getDataType().isFloating()) {
      return true;
    }
    BorchArray array = BorchArray.wrap(x);
    return array.isHost() && Arrays.stream(array.values()).allMatch(Double::isFinite);
  }

  /** BOOLEAN: false for NaN and infinite elements. */
  static NDArray isFinite(NDArray x) {
    return x.sub(x).eq(0);
  }
}
