package org.borch.infer.evidence;

import java.util.List;
import org.borch.infer.density.LogDensity;
import org.borch.infer.draws.Draws;
import org.borch.infer.run.UnconstrainedDraws;

/**
 * What a sampler brings from its way from a prior to a posterior.
 *
 * @param density where the way ended
 * @param unconstrained draws from it
 * @param evidence the density's integral; the prior is a distribution, so that for a model it is
 *     the probability of the data
 * @param ladders the way of each chain
 */
public record Tempered(
    LogDensity density, UnconstrainedDraws unconstrained, Evidence evidence, List<Ladder> ladders) {

  /** Keeps a copy of the list. */
  public Tempered {
    ladders = List.copyOf(ladders);
  }

  /** The draws of the variables. */
  public Draws draws() {
    return Draws.of(density, unconstrained);
  }

  /** {@code Tempered(4 chains x 1000 draws, log evidence -12.34 ± 0.05)}. */
  @Override
  public String toString() {
    return "Tempered(%d chains x %d draws, %s)"
        .formatted(unconstrained.chains(), unconstrained.draws(), evidence);
  }
}
