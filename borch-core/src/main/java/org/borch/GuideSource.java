package org.borch;

import org.borch.posterior.Choice;

/**
 * Values of a guide's variables, from its own priors, which are q.
 *
 * @param holdsValues whether they are constants to derivatives
 */
record GuideSource(boolean holdsValues) implements Source {

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    PriorSource.requireDraws(site);
    Choice choice = Choice.of(site.prior(), site.noise());
    return holdsValues ? choice.held() : choice;
  }

  @Override
  public boolean usesData() {
    return false;
  }
}
