package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The log density of all variables that one draw has from a joint q, shared evenly among them. */
final class JointDensity {

  private final String posterior;
  private final Set<String> names;
  private final Set<String> unmet;
  private final UnaryOperator<NDArray> logDensity;
  private @Nullable NDArray score;
  private @Nullable NDArray at;
  private @Nullable NDArray share;

  /**
   * Of some variables.
   *
   * @param posterior for the message
   * @param logDensity of a draw of all coordinates: a scalar
   * @param score log probability of something discrete that was drawn before, or null
   */
  JointDensity(
      String posterior,
      Set<String> names,
      UnaryOperator<NDArray> logDensity,
      @Nullable NDArray score) {
    this.posterior = posterior;
    this.names = names;
    this.unmet = new LinkedHashSet<>(names);
    this.logDensity = logDensity;
    this.score = score;
  }

  /** The draw has this variable. The first one has the score. */
  Choice meet(String name, Choice choice) {
    unmet.remove(name);
    NDArray own = score;
    score = null;
    return own == null ? choice : choice.scoredBy(own);
  }

  /**
   * One variable's share, computed once for a draw.
   *
   * @param u the draw
   * @throws IllegalStateException if the draw has not met all variables
   */
  NDArray share(NDArray u) {
    if (!unmet.isEmpty()) {
      throw new IllegalStateException(
          unmet.iterator().next()
              + ": the posterior "
              + posterior
              + " drew it together with "
              + names
              + ", but this draw of the model has no such variable, so that the others have no"
              + " density; give variables that not every draw has a posterior of their own:"
              + " at(\""
              + unmet.iterator().next()
              + "\", normal()).otherwise(...)");
    }
    NDArray known = share;
    if (known == null || at != u) {
      known = logDensity.apply(u).div(names.size());
      share = known;
      at = u;
    }
    return known;
  }
}
