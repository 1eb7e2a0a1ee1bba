package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.borch.distributions.Distribution;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.random.Noise;
import org.jspecify.annotations.Nullable;

/**
 * The unconstrained coordinates of several variables as one vector u, for a q that draws them
 * together: x = bijector(part of u), each variable in the coordinates of its own support.
 *
 * <pre>
 *   u  [ mu | log tau | theta[1] ... theta[8] ]
 * </pre>
 *
 * <p>A posterior gets them from {@link Latents#coordinates}, draws u, and has it unpacked.
 * Variables with all their mass at one point have no coordinates and keep their value; those
 * without coordinates, discrete ones for example, are refused when a draw asks for them.
 */
public final class Coordinates {

  /**
   * A variable's place.
   *
   * @param shape of its part, which differs from the value's for a simplex or a matrix
   * @param from where it begins in u
   */
  private record Part(LatentStart start, Shape shape, long from) {

    NDArray of(NDArray u) {
      return u.get(new NDIndex("{}:{}", from, from + shape.size())).reshape(shape);
    }
  }

  private final String posterior;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final int size;

  private Coordinates(List<LatentStart> starts, String posterior) {
    this.posterior = posterior;
    long next = 0;
    for (LatentStart start : starts) {
      Optional<Bijector> bijector = Supports.coordinates(start.prior());
      if (bijector.isPresent() && !Supports.isPoint(start.prior())) {
        Part part = new Part(start, bijector.get().inverseShape(start.shape()), next);
        parts.put(start.name(), part);
        next += part.shape.size();
      }
    }
    this.size = Math.toIntExact(next);
  }

  static Coordinates of(List<LatentStart> starts, String posterior) {
    return new Coordinates(starts, posterior);
  }

  /** The variables with coordinates, in their order. */
  List<String> names() {
    return List.copyOf(parts.keySet());
  }

  /** How many numbers u has: 0 if no variable has coordinates. */
  public int size() {
    return size;
  }

  /**
   * Where u starts, [size]: at the priors' means, 0 for those at the edge of a support; where there
   * is no mean, at a draw.
   */
  public NDArray centre() {
    return each(
        (start, shape) -> Gaussian.centre(start, Bijectors.to(start.prior().support())).flatten());
  }

  /**
   * Rows for each variable, one after the other.
   *
   * @param rows for a variable as the run under the prior met it and the shape of its part
   */
  NDArray each(BiFunction<LatentStart, Shape, NDArray> rows) {
    return ArrayMath.concat(
        0,
        parts.values().stream()
            .map(part -> rows.apply(part.start, part.shape))
            .toArray(NDArray[]::new));
  }

  /**
   * Gives each variable its part of a draw from a distribution of all coordinates.
   *
   * @param q of one real vector of {@link #size} numbers, reparameterised
   */
  public Posterior.Draw unpack(Distribution q, Noise noise) {
    return unpacked(q.rsample(noise), q::logProbInside, null, true);
  }

  /**
   * The same of a distribution of which something discrete was drawn first, such as the component
   * of a mixture.
   *
   * @param u [size], drawn from q
   * @param score the log probability of what was drawn first, a scalar; see {@link Choice#scoredBy}
   */
  public Posterior.Draw unpack(NDArray u, UnaryOperator<NDArray> logDensity, NDArray score) {
    return unpacked(u, logDensity, score, true);
  }

  /**
   * Gives each variable its part of u, and corrects its density by its bijector's Jacobian. Every
   * variable answers for the same share of log q(u), so that one that a draw does not meet leaves a
   * sum that is no density: then asking for densities is an error.
   *
   * @param u [size], drawn from q
   * @param logDensity log q(u), a scalar; asked for once, when a loss needs it
   */
  public Posterior.Draw unpack(NDArray u, Supplier<NDArray> logDensity) {
    return unpacked(u, own -> logDensity.get(), null, false);
  }

  /**
   * Any of them.
   *
   * @param isKnown whether the density is known of other draws, too
   */
  private Posterior.Draw unpacked(
      NDArray u, UnaryOperator<NDArray> logDensity, @Nullable NDArray score, boolean isKnown) {
    if (!u.getShape().equals(new Shape(size))) {
      throw new IllegalArgumentException(
          posterior
              + ": unpack(u, logDensity) got u of shape "
              + u.getShape()
              + ", expected "
              + new Shape(size)
              + ", a number for each coordinate of "
              + parts.keySet()
              + "; use size()");
    }
    JointDensity joint = new JointDensity(posterior, parts.keySet(), logDensity, score);
    return latent -> choose(latent, u, joint, isKnown);
  }

  /**
   * A variable's part.
   *
   * @param isKnown whether the density is known of other draws, too
   */
  private Choice choose(Latent latent, NDArray u, JointDensity joint, boolean isKnown) {
    Distribution prior = latent.prior();
    if (Supports.isPoint(prior)) {
      return Choice.of(prior, latent.noise());
    }
    // Of the prior in this draw, since bounds may depend on parents.
    Bijector bijector = Supports.coordinates(latent, posterior);
    Part part = parts.get(latent.name());
    if (part == null) {
      throw new IllegalArgumentException(
          latent.name()
              + ": the model met this variable in a draw, but not in the run under the prior from"
              + " which the posterior "
              + posterior
              + " has its variables "
              + parts.keySet()
              + "; "
              + ownPosterior(latent));
    }
    requireAllRows(latent, part.start);
    NDArray own = latent.rows(part.of(u));
    Choice choice =
        isKnown
            ? Choice.mapped(bijector, own, u, joint::share)
            : Choice.mapped(bijector, own, () -> joint.share(u));
    return joint.meet(latent.name(), choice);
  }

  /** The density of all rows is not that of some, times a weight. */
  private void requireAllRows(Latent latent, LatentStart start) {
    Shape batch = latent.prior().batchShape();
    Shape all = start.missing() == null ? start.prior().batchShape() : start.missing().batch();
    if (!batch.equals(all)) {
      throw new IllegalArgumentException(
          latent.name()
              + ": the posterior "
              + posterior
              + " draws all rows together, but this draw has those of a minibatch, "
              + batch
              + " of "
              + all
              + "; expected all; "
              + ownPosterior(latent));
    }
  }

  private static String ownPosterior(Latent latent) {
    return "give the variable its own: at(\"" + latent.name() + "\", normal()).otherwise(...)";
  }
}
