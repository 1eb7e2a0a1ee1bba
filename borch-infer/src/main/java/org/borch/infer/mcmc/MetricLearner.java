package org.borch.infer.mcmc;

import org.borch.infer.run.SavedState;

/** Learns a metric from the states of a window of warm-up. */
sealed interface MetricLearner permits MetricEstimate, FisherEstimate {

  /** Takes a state. */
  void add(State state);

  /**
   * The metric that the states suggest; forgets them.
   *
   * @param before stays where there are not two states
   */
  Metric take(Metric before);

  /** Writes all that {@link #restore} needs, as copies. */
  void save(SavedState memory);

  /** Becomes as it was when it was saved. */
  void restore(SavedState memory);
}
