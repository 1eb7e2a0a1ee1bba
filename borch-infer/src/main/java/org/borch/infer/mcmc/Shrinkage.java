package org.borch.infer.mcmc;

/** What is left of an interval around 0 after a point of it was found to be outside the slice. */
@FunctionalInterface
interface Shrinkage {

  /** The part on the side of 0: Neal 2003, figure 5. */
  Shrinkage TO_REJECTED =
      (interval, rejected) ->
          rejected < 0
              ? new Interval(rejected, interval.high())
              : new Interval(interval.low(), rejected);

  /**
   * An interval of a line, in units of its first width.
   *
   * @param low at most 0
   * @param high at least 0
   */
  record Interval(double low, double high) {

    /** A point that is uniform in it for a number that is so in (0, 1). */
    double at(double uniform) {
      return low + uniform * (high - low);
    }
  }

  /** The interval to go on with. */
  Interval shrink(Interval interval, double rejected);
}
