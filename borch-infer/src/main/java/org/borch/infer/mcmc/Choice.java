package org.borch.infer.mcmc;

/** Which of two points or sub-trees stands for both, given their weights. */
@FunctionalInterface
interface Choice {

  /** In proportion to the weights: multinomial sampling within a sub-tree. */
  Choice MULTINOMIAL = (older, newer, uniform) -> uniform * (older + newer) < newer;

  /** The newer one at once where it weighs more: Betancourt 2017, appendix A.3.2. */
  Choice BIASED_PROGRESSIVE = (older, newer, uniform) -> uniform * older < newer;

  /** Metropolis' rule for two points is the same one. */
  Choice METROPOLIS = BIASED_PROGRESSIVE;

  /**
   * Whether the newer one is taken.
   *
   * @param older weight, not negative
   * @param newer weight, not negative
   * @param uniform a random number from (0, 1)
   */
  boolean takesNewer(double older, double newer, double uniform);
}
