package org.borch.posterior;

import org.borch.Module;

/** The posteriors that borch brings, for static import. */
public final class Posteriors {

  /** Where log_scale starts: a scale of 0.05 in unconstrained coordinates. */
  static final double LOG_SCALE = -3;

  private Posteriors() {}

  /**
   * The prior's own family with learned arguments, which follow the prior's where these depend on
   * other latent variables, and are the prior's where those depend on data.
   */
  public static Posterior automatic() {
    return new Automatic();
  }

  /**
   * Independent normals in unconstrained coordinates, with log_scale starting at -3 and centres at
   * the prior's mean, or a finite prior draw where there is none.
   */
  public static Posterior normal() {
    return new Gaussian(LOG_SCALE);
  }

  /** As {@link #normal()} with another start of log_scale. */
  public static Posterior normal(double logScale) {
    return new Gaussian(logScale);
  }

  /** One learned point for each variable. */
  public static Posterior pointMass() {
    return new PointMass();
  }

  /**
   * A module as q: it sees the model's input, may use the model's plates, and its random variables
   * answer for the latent variables of their names.
   */
  public static Posterior manual(Module<?, ?> guide) {
    return new Manual(guide);
  }

  /**
   * A posterior for the variables that a pattern matches: a name, a module's path, with {@code *}
   * for any characters. Continue with {@link ByName#at} and {@link ByName#otherwise}.
   */
  public static ByName at(String pattern, Posterior posterior) {
    return ByName.of(pattern, posterior);
  }
}
