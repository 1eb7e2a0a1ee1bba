package org.borch.posterior;

import java.util.function.Function;
import org.borch.Trace;

/**
 * A strategy for q: how latent variables are approximated, one by one or jointly. It keeps no
 * parameters itself (they live in Params) and no state between draws, so one object serves many
 * threads.
 *
 * <p>One by one: {@code latents -> latent -> Choice.of(q(latent), latent.noise())}. Jointly: draw
 * for all of {@link Latents#all} in {@link #begin} and hand out each one's part.
 */
@FunctionalInterface
public interface Posterior {

  /** Begins one draw; called once before the first of its variables is met. */
  Draw begin(Latents latents);

  /**
   * The same strategy whose parameters start where q is near such a normal distribution; this one,
   * if they start elsewhere anyway.
   */
  default Posterior startingAround(Around start) {
    return this;
  }

  /** Whether it makes use of {@link #startingAround}. */
  default boolean startsAround() {
    return false;
  }

  /**
   * Makes a draw of a model, with its data. A strategy that needs more than one run, because it
   * sums variables out, says here what becomes of them.
   *
   * @param run runs the model once under the posterior that it is given
   */
  default Trace sample(Function<Posterior, Trace> run) {
    return run.apply(this);
  }

  /** The posterior of a variable: this one, unless it has several. */
  default Posterior of(String variable) {
    return this;
  }

  /** One draw of q, which answers for one latent variable after the other. */
  @FunctionalInterface
  interface Draw {

    /**
     * The value of a latent variable in this draw, and its density under q.
     *
     * @throws IllegalArgumentException if this posterior cannot host the variable, naming both
     */
    Choice choose(Latent latent);

    /**
     * Whether this q was told to approximate a variable, by its name. A discrete variable that
     * could be summed out is not, then.
     */
    default boolean names(String variable) {
      return false;
    }
  }
}
