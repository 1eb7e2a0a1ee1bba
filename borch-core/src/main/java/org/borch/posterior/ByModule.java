package org.borch.posterior;

import java.util.HashMap;
import java.util.Map;

/** One posterior for the variables of each module by itself. */
record ByModule(Posterior each) implements Posterior {

  @Override
  public Draw begin(Latents latents) {
    Map<String, Draw> running = new HashMap<>();
    return latent ->
        running
            .computeIfAbsent(
                module(latent.name()),
                own -> each.begin(latents.only(own, name -> module(name).equals(own))))
            .choose(latent);
  }

  @Override
  public Posterior startingAround(Around start) {
    return new ByModule(each.startingAround(start));
  }

  @Override
  public boolean startsAround() {
    return each.startsAround();
  }

  /** The path before the last dot; empty for a variable of the model itself. */
  private static String module(String name) {
    return name.substring(0, Math.max(name.lastIndexOf('.'), 0));
  }

  @Override
  public String toString() {
    return "byModule(" + each + ")";
  }
}
