package org.borch;

import org.borch.posterior.Choice;
import org.borch.posterior.Posterior;
import org.jspecify.annotations.Nullable;

/** Latent values from a posterior; serves one draw. */
final class PosteriorSource implements Source {

  private final Posterior posterior;
  private final boolean usesData;
  private final boolean usesAllRows;
  private @Nullable DrawLatents latents;
  private Posterior.@Nullable Draw running;

  private PosteriorSource(Posterior posterior, boolean usesData, boolean usesAllRows) {
    this.posterior = posterior;
    this.usesData = usesData;
    this.usesAllRows = usesAllRows;
  }

  /** With data. */
  static PosteriorSource sampling(Posterior posterior) {
    return new PosteriorSource(posterior, true, false);
  }

  /** With a draw from the prior for each observed variable. */
  static PosteriorSource predicting(Posterior posterior) {
    return new PosteriorSource(posterior, false, false);
  }

  /** With data and all rows of every plate. */
  static PosteriorSource replaying(Posterior posterior) {
    return new PosteriorSource(posterior, true, true);
  }

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    if (!usesData && draw.binding().isObserved(site.name())) {
      return Choice.of(site.prior(), site.noise());
    }
    Posterior.Draw known = running;
    if (known == null) {
      latents = new DrawLatents(draw);
      known = posterior.begin(latents);
      running = known;
    }
    return known.choose(site);
  }

  @Override
  public String asker(String variable) {
    return variable.isEmpty()
        ? posterior.toString()
        : "the posterior " + posterior.of(variable) + " of " + variable;
  }

  @Override
  public boolean usesData() {
    return usesData;
  }

  @Override
  public boolean usesAllRows() {
    return usesAllRows;
  }

  @Override
  public void finish(Draw draw) {
    DrawLatents known = latents;
    if (known != null) {
      known.finish();
    }
  }
}
