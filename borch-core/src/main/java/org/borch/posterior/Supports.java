package org.borch.posterior;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.Delta;
import org.borch.distributions.Distribution;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.distributions.transform.Identity;
import org.borch.distributions.transform.IndependentBijector;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;

/** Questions about a distribution's support that posteriors ask. */
public final class Supports {

  private Supports() {}

  /**
   * Whether a distribution's support stays the same when its arguments change, as a Normal's does
   * and a Uniform's does not.
   */
  public static boolean isFixed(Distribution distribution) {
    Constraint support = distribution.support();
    if (support.isDiscrete()) {
      return true;
    }
    // Arrays are equal only if they are the same, so that a support made of arguments differs now.
    List<Operand> others =
        distribution.parameters().stream()
            .map(parameter -> parameter.value().as(DataType.FLOAT64))
            .map(array -> Operand.of(BorchArray.wrap(array).frozen("a copy")))
            .toList();
    return support.equals(distribution.withParameters(others).support());
  }

  /** Whether a distribution has all its mass at one point, so that there is nothing to learn. */
  static boolean isPoint(Distribution distribution) {
    return distribution instanceof Delta;
  }

  /** The unconstrained coordinates of a distribution's support, if it has any. */
  static Optional<Bijector> coordinates(Distribution distribution) {
    try {
      return Optional.of(Bijectors.to(distribution.support()));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /**
   * The unconstrained coordinates of a latent variable.
   *
   * @param posterior for the message
   * @throws IllegalArgumentException if it has none, naming variable, posterior and support
   */
  static Bijector coordinates(Latent latent, String posterior) {
    try {
      return Bijectors.to(latent.prior().support());
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          latent.name()
              + ": the posterior "
              + posterior
              + " cannot host a "
              + latent.prior().name()
              + ", whose support is "
              + latent.prior().support().description()
              + "; give the variable another one:"
              + " at(\""
              + latent.name()
              + "\", automatic()).otherwise(...)",
          e);
    }
  }

  /** Whether coordinates are the values themselves. */
  static boolean isIdentity(Bijector bijector) {
    return bijector instanceof Identity
        || (bijector instanceof IndependentBijector elements && isIdentity(elements.base()));
  }
}
