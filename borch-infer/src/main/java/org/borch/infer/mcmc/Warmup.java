package org.borch.infer.mcmc;

import java.util.Optional;
import org.borch.tensor.Key;

/** Learns step size and metric of one chain while it runs in; see {@link Windows}. */
final class Warmup implements Adaptation {

  private final Windows windows;
  private final StepSizeSearch search;
  private final MetricEstimate estimate;
  private final DualAveraging averaging;
  private Metric metric;

  /**
   * A warm-up.
   *
   * @param dynamics whose step size is searched for
   */
  Warmup(Sampling settings, int dimension, Dynamics dynamics) {
    windows = Windows.of(settings.warmup());
    search = new StepSizeSearch(dimension, dynamics);
    metric = settings.metric().unit(dimension);
    estimate = new MetricEstimate(settings.metric(), dimension);
    averaging = new DualAveraging(settings.targetAcceptance(), 1);
  }

  @Override
  public void begin(State state, Optional<Tuning> given, Key randomness) {
    if (given.isPresent()) {
      metric = given.get().metric();
      averaging.restart(given.get().stepSize());
    } else {
      averaging.restart(search.find(state, tuning(), randomness));
    }
  }

  @Override
  public Tuning tuning() {
    return new Tuning(averaging.stepSize(), metric);
  }

  @Override
  public void learn(int step, Kernel.Transition outcome, Key randomness) {
    averaging.learn(outcome.info().acceptance());
    if (windows.isSlow(step)) {
      estimate.add(outcome.state().position());
    }
    if (windows.endsWith(step)) {
      metric = estimate.take();
      averaging.restart(search.find(outcome.state(), tuning(), randomness.at(step)));
    }
  }

  @Override
  public Tuning result() {
    return new Tuning(averaging.averaged(), metric);
  }

  @Override
  public void save(Memory memory) {
    metric.save(memory);
    averaging.save(memory.at("averaging"));
    estimate.save(memory.at("estimate"));
  }

  @Override
  public void restore(Memory memory) {
    metric = Metric.restored(memory, metric.dimension());
    averaging.restore(memory.at("averaging"));
    estimate.restore(memory.at("estimate"));
  }
}
