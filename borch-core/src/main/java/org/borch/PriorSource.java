package org.borch;

import org.borch.posterior.Choice;

/** Latent values from the prior. */
record PriorSource(boolean usesData) implements Source {

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    return Choice.of(site.prior(), site.noise());
  }
}
