package org.borch;

import org.borch.posterior.Choice;

/**
 * Latent values from the prior.
 *
 * @param usesData whether observed variables have their data
 * @param needsDraws whether a prior without draws is an error, not a place for some value inside
 */
record PriorSource(boolean usesData, boolean needsDraws) implements Source {

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    if (needsDraws) {
      requireDraws(site);
    }
    return Choice.of(site.prior(), site.noise());
  }

  /** Refuses a prior that nothing can be drawn from. */
  static void requireDraws(LatentSite site) {
    if (!site.prior().isProper()) {
      throw new IllegalStateException(
          site.name()
              + ": "
              + site.prior().name()
              + " is no distribution and has no draws; give the variable a value, condition or"
              + " intervene, or a proper prior");
    }
  }
}
