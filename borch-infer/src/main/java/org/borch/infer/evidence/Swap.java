package org.borch.infer.evidence;

/** Whether two neighbours change places. */
@FunctionalInterface
interface Swap {

  /** Metropolis' rule. */
  Swap METROPOLIS = (logRatio, uniform) -> Math.log(uniform) < logRatio;

  /**
   * Decides.
   *
   * @param logRatio of the joint density with the two swapped to that without
   * @param uniform a random number from (0, 1)
   */
  boolean accepts(double logRatio, double uniform);
}
