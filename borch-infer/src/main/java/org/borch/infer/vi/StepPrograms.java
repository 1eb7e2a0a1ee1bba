package org.borch.infer.vi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.borch.Batch;
import org.borch.Model;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.HostComputation;
import org.borch.tensor.Key;
import org.borch.tensor.Spec;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a run's step: one for each size of a minibatch, of which the latest few are kept.
 *
 * @param <I> the module's input
 * @param <P> a program
 */
final class StepPrograms<I, P> {

  private static final int KEPT = 4;

  private final SviStep step;
  private final Model<I, ?> model;
  private final Function<StepGraph, P> compiler;
  private final Map<List<Spec>, P> known = new LinkedHashMap<>();
  private List<Spec> latestSizes = List.of();
  private @Nullable P latest;
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
      latest = null;
      revision = step.params().revision();
    }
    List<Spec> sizes = StepGraph.sizes(step, batch);
    P program = latest;
    if (program != null && sizes.equals(latestSizes)) {
      return program; // the usual case, without hashing
    }
    program = known.get(sizes);
    if (program == null) {
      if (known.size() == KEPT) {
        known.remove(known.keySet().iterator().next());
      }
      program = compiler.apply(StepGraph.of(step, model, state, batch));
      known.put(sizes, program);
    }
    latest = program;
    latestSizes = sizes;
    return program;
  }
}
