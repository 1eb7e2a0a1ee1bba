package org.borch.infer.mcmc;

import org.borch.tensor.Key;

/** Learns step size and metric of one chain while it runs in; see {@link Windows}. */
final class Warmup {

  private final Windows windows;
  private final StepSizeSearch search;
  private final Key key;
  private final MetricEstimate estimate;
  private final DualAveraging averaging;
  private Metric metric;

  /**
   * A warm-up.
   *
   * @param start what the first step is made with
   * @param key of the searches for a step size
   */
  Warmup(int steps, Sampling settings, Tuning start, StepSizeSearch search, Key key) {
    this.windows = Windows.of(steps);
    this.search = search;
    this.key = key;
    metric = start.metric();
    estimate = new MetricEstimate(settings.metric(), metric.dimension());
    averaging = new DualAveraging(settings.targetAcceptance(), start.stepSize());
  }

  /** What the next step is made with. */
  Tuning tuning() {
    return new Tuning(averaging.stepSize(), metric);
  }

  /** Learns from the outcome of a step. */
  void learn(int step, Kernel.Transition outcome) {
    averaging.learn(outcome.info().acceptance());
    if (windows.isSlow(step)) {
      estimate.add(outcome.state().position());
    }
    if (windows.endsWith(step)) {
      metric = estimate.take();
      averaging.restart(search.find(outcome.state(), tuning(), key.at(step)));
    }
  }

  /** What draws are made with. */
  Tuning result() {
    return new Tuning(averaging.averaged(), metric);
  }
}
