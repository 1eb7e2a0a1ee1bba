package org.borch.infer.mcmc;

/** Which of two points or sub-trees stands for both, given the logarithms of their weights. */
@FunctionalInterface
interface Choice {

  /** In proportion to the weights: multinomial sampling within a sub-tree. */
  Choice MULTINOMIAL =
      (older, newer, uniform) -> uniform < Math.exp(newer - LogSum.of(older, newer));

  /** The newer one at once where it weighs more: Betancourt 2017, appendix A.3.2. */
  Choice BIASED_PROGRESSIVE = (older, newer, uniform) -> uniform < Math.exp(newer - older);

  /** Metropolis' rule for two points is the same one. */
  Choice METROPOLIS = BIASED_PROGRESSIVE;

  /**
   * Whether the newer one is taken.
   *
   * @param uniform a random number from (0, 1)
   */
  boolean takesNewer(double older, double newer, double uniform);
}
