package org.borch.infer.mcmc;

import java.util.Optional;
import org.borch.infer.run.Info;
import org.borch.infer.run.SavedState;
import org.borch.tensor.random.Key;

/**
 * Learns step size and metric of one chain while it runs in: the step size all the time, the metric
 * in windows, Stan's. All that it learns stands in its {@link Tuning}, and all that it remembers
 * goes through {@link #save}: kernels remember nothing from step to step. A {@link Sampler} has one
 * for each chain; an algorithm that moves several states by kernels has one for each.
 */
public final class Warmup {

  private final Windows windows;
  private final StepSizeSearch search;
  private final MetricLearner estimate;
  private final DualAveraging averaging;
  private Metric metric;

  /**
   * A warm-up.
   *
   * @param settings how long it is, the acceptance that is wanted and the form of the metric
   * @param dimension of the states
   * @param kernel whose step size is searched for
   */
  public Warmup(Sampling settings, int dimension, Kernel kernel) {
    windows = Windows.of(settings.warmup());
    search = new StepSizeSearch(kernel);
    metric = settings.metric().unit(dimension);
    estimate =
        settings.estimate() == Metric.Estimate.FISHER
            ? new FisherEstimate(dimension)
            : new MetricEstimate(settings.metric(), dimension);
    averaging = new DualAveraging(settings.targetAcceptance(), 1);
  }

  /**
   * Begins.
   *
   * @param state where the chain starts
   * @param given the tuning of an earlier run, if the settings have one
   * @param randomness decides a search, if there is one
   * @return the step size
   * @throws ArithmeticException if there is nothing good to begin with
   */
  public double begin(State state, Optional<Tuning> given, Key randomness) {
    if (given.isPresent()) {
      metric = given.get().metric();
      averaging.restart(given.get().stepSize());
    } else {
      averaging.restart(search.find(state, tuning(), randomness));
    }
    return averaging.stepSize();
  }

  /** What the next step is made with. */
  public Tuning tuning() {
    return new Tuning(averaging.stepSize(), metric);
  }

  /**
   * Learns from a step.
   *
   * @param step its number, from 0
   * @param randomness as for {@link #begin}
   * @throws ArithmeticException if every step size is accepted
   */
  public void learn(int step, Kernel.Transition outcome, Key randomness) {
    averaging.learn(outcome.info().get(Info.ACCEPTANCE));
    if (windows.isSlow(step)) {
      estimate.add(outcome.state());
    }
    if (windows.endsWith(step)) {
      metric = estimate.take(metric);
      averaging.restart(again(outcome.state(), randomness.at(step)));
    }
  }

  /** A chain that is stuck stays so, which diagnostics see: it must not end the others. */
  private double again(State state, Key randomness) {
    try {
      return search.find(state, tuning(), randomness);
    } catch (StepSizeSearch.NoStepSize e) {
      if (e.isLocal) {
        return averaging.stepSize();
      }
      throw e;
    }
  }

  /** What draws are made with. */
  public Tuning result() {
    return new Tuning(averaging.averaged(), metric);
  }

  /** Writes all that {@link #restore} needs, as copies. */
  public void save(SavedState memory) {
    metric.save(memory);
    averaging.save(memory.at("averaging"));
    estimate.save(memory.at("estimate"));
  }

  /**
   * Becomes as it was when it was saved.
   *
   * @throws IllegalArgumentException if something is missing or of another size
   */
  public void restore(SavedState memory) {
    metric = Metric.restored(memory, metric.dimension());
    averaging.restore(memory.at("averaging"));
    estimate.restore(memory.at("estimate"));
  }
}
