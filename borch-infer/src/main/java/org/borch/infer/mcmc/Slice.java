package org.borch.infer.mcmc;

import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;

/**
 * Slice sampling of one coordinate after the other: for posteriors of a few dimensions whose
 * density is cheap, has no gradient or is not continuous; otherwise choose {@link Nuts}. It needs
 * no gradient, has nothing to reject, and hardly depends on its tuning.
 *
 * <p>Neal 2003: an interval around the state is stepped out until its ends are below the slice
 * (figure 3), then shrunk to each point that is (figure 5). The interval's first width is the step
 * size times the coordinate's standard deviation in the metric. Warm-up adapts the latter by the
 * windows of {@link Nuts}, and the former by dual averaging until half of the adjustments are steps
 * out, the other half shrinkages (Tibbits et al. 2014, section 2.2). With a dense metric the
 * directions are those of the columns of its Cholesky factor, not the coordinates' own: for
 * correlated posteriors.
 *
 * @param sampling how chains are run; {@link Sampling#targetAcceptance} is the share of the steps
 *     out
 * @param maxExpansions the most steps out of an interval, at both ends together; one that needs
 *     more is sampled in part, which is right, too, but slow
 */
public record Slice(Sampling sampling, int maxExpansions) implements Sampler {

  private static final double SHARE_OF_EXPANSIONS = 0.5;
  private static final int MAX_EXPANSIONS = 100;

  /** Checks the bound. */
  public Slice {
    Sampling.require("maxExpansions", maxExpansions, 0);
  }

  /**
   * {@link Sampling#defaults()} with half of the adjustments steps out, and at most 100 of them.
   */
  public static Slice defaults() {
    return new Slice(Sampling.defaults().withTargetAcceptance(SHARE_OF_EXPANSIONS), MAX_EXPANSIONS);
  }

  @Override
  public Slice with(UnaryOperator<Sampling> change) {
    return new Slice(change.apply(sampling), maxExpansions);
  }

  /** With another bound on the steps out. */
  public Slice withMaxExpansions(int maxExpansions) {
    return new Slice(sampling, maxExpansions);
  }

  @Override
  public Kernel kernel(int dimension, LogDensity.Evaluator density) {
    return SliceKernel.of(dimension, density, maxExpansions);
  }
}
