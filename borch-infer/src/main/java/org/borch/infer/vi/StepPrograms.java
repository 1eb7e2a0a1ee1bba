package org.borch.infer.vi;

import java.util.List;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Model;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Spec;
import org.borch.tensor.random.Key;
import org.borch.tensor.trace.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a run's step: one for each size of a minibatch.
 *
 * @param <I> the module's input
 * @param <P> a program
 */
final class StepPrograms<I, P> {

  private final SviStep step;
  private final Model<I, ?> model;
  private final Function<StepGraph, P> compiler;
  private final Signatures<P> known = new Signatures<>();
  private int revision;

  StepPrograms(SviStep step, Model<I, ?> model, Function<StepGraph, P> compiler) {
    this.step = step;
    this.model = model;
    this.compiler = compiler;
    this.revision = step.params().revision();
  }

  /** Puts in a program that is made already. */
  void put(List<Spec> sizes, P program) {
    known.put(sizes, program);
  }

  /** How many there are. */
  int size() {
    return known.size();
  }

  /** The minibatch of a step, gathered without the engine if the data is in Java memory. */
  @Nullable Batch<I> batch(Key key) {
    try (HostComputation host = HostComputation.open()) {
      return model.batch(key).orElse(null);
    }
  }

  /**
   * The program for a minibatch.
   *
   * @throws org.borch.tensor.TracingException if there is none
   */
  P of(Optimizer.State state, @Nullable Batch<I> batch) {
    if (revision != step.params().revision()) {
      known.clear();
      revision = step.params().revision();
    }
    return known.get(
        StepGraph.sizes(step, batch),
        () -> compiler.apply(StepGraph.of(step, model, state, batch)));
  }
}
