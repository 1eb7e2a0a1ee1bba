package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.posterior.Choice;
import org.jspecify.annotations.Nullable;

/**
 * Given values for some latent variables; all other variables, observed ones, too, from their
 * priors given those. All rows of every plate.
 */
record PredictiveSource(Map<String, NDArray> latents) implements Source {

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    NDArray value = latents.get(site.name());
    if (value == null) {
      PriorSource.requireDraws(site);
      return Choice.of(site.prior(), site.noise());
    }
    return site.given(value);
  }

  @Override
  public @Nullable NDArray given(String name) {
    return latents.get(name);
  }

  @Override
  public boolean usesData() {
    return false;
  }

  @Override
  public boolean usesAllRows() {
    return true;
  }

  @Override
  public void finish(Draw draw) {
    Names.requireMet("predict", latents.keySet(), draw.sites().keySet());
  }
}
