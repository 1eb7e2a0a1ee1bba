package org.borch.infer.mcmc;

import java.util.Optional;
import org.borch.tensor.random.Key;

/**
 * Learns step size and metric of one chain while it runs in; see {@link Windows}. All that it
 * learns stands in its {@link Tuning}, and all that it remembers goes through {@link #save}:
 * kernels remember nothing from step to step.
 */
final class Warmup {

  private final Windows windows;
  private final StepSizeSearch search;
  private final MetricEstimate estimate;
  private final DualAveraging averaging;
  private Metric metric;

  /**
   * A warm-up.
   *
   * @param kernel whose step size is searched for
   */
  Warmup(Sampling settings, int dimension, Kernel kernel) {
    windows = Windows.of(settings.warmup());
    search = new StepSizeSearch(kernel);
    metric = settings.metric().unit(dimension);
    estimate = new MetricEstimate(settings.metric(), dimension);
    averaging = new DualAveraging(settings.targetAcceptance(), 1);
  }

  /**
   * Begins.
   *
   * @param state where the chain starts
   * @param given the tuning of an earlier run, if the settings have one
   * @param randomness decides a search, if there is one
   * @throws ArithmeticException if there is nothing good to begin with
   */
  void begin(State state, Optional<Tuning> given, Key randomness) {
    if (given.isPresent()) {
      metric = given.get().metric();
      averaging.restart(given.get().stepSize());
    } else {
      averaging.restart(search.find(state, tuning(), randomness));
    }
  }

  /** What the next step is made with. */
  Tuning tuning() {
    return new Tuning(averaging.stepSize(), metric);
  }

  /**
   * Learns from a step.
   *
   * @param step its number, from 0
   * @param randomness as for {@link #begin}
   */
  void learn(int step, Kernel.Transition outcome, Key randomness) {
    averaging.learn(outcome.info().acceptance());
    if (windows.isSlow(step)) {
      estimate.add(outcome.state().position());
    }
    if (windows.endsWith(step)) {
      metric = estimate.take();
      averaging.restart(search.find(outcome.state(), tuning(), randomness.at(step)));
    }
  }

  /** What draws are made with. */
  Tuning result() {
    return new Tuning(averaging.averaged(), metric);
  }

  /** Writes all that {@link #restore} needs, as copies. */
  void save(Memory memory) {
    metric.save(memory);
    averaging.save(memory.at("averaging"));
    estimate.save(memory.at("estimate"));
  }

  /**
   * Becomes as it was when it was saved.
   *
   * @throws IllegalArgumentException if something is missing or of another size
   */
  void restore(Memory memory) {
    metric = Metric.restored(memory, metric.dimension());
    averaging.restore(memory.at("averaging"));
    estimate.restore(memory.at("estimate"));
  }
}
