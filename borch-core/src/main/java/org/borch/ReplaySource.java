package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.borch.posterior.Choice;
import org.jspecify.annotations.Nullable;

/** Given values for all latent variables, and all rows of every plate. */
record ReplaySource(Map<String, NDArray> latents) implements Source {

  @Override
  public Choice choose(Draw draw, LatentSite site) {
    NDArray value = latents.get(site.name());
    if (value == null) {
      throw new IllegalArgumentException(
          site.name() + ": replay got no value for it, only for " + latents.keySet());
    }
    return site.given(value);
  }

  @Override
  public @Nullable NDArray given(String name) {
    return latents.get(name);
  }

  @Override
  public boolean usesAllRows() {
    return true;
  }

  @Override
  public void finish(Draw draw) {
    Names.requireMet("replay", latents.keySet(), draw.sites().keySet());
  }
}
