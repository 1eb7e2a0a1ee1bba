package org.borch.posterior;

import org.borch.Module;

/** q is a module: its random variables answer for the latent variables of their names. */
record Manual(Module<?, ?> guide) implements Posterior {

  @Override
  public Draw begin(Latents latents) {
    return latents.guide(guide);
  }

  @Override
  public String toString() {
    return "manual(" + guide + ")";
  }
}
