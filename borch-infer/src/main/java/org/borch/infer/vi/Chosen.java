package org.borch.infer.vi;

import org.borch.Batch;
import org.borch.Model;
import org.borch.infer.optim.Optimizer;
import org.borch.infer.run.Execution;
import org.borch.infer.run.Fallback;
import org.borch.tensor.HostComputation;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.borch.tensor.trace.Choice;
import org.jspecify.annotations.Nullable;

/**
 * What runs a run's steps.
 *
 * @param steps on the back-end
 * @param execution which it is, and why
 */
record Chosen(Steps steps, Execution execution) {

  /** Steps as programs, and where they run. */
  private record Compiled(Steps steps, Choice choice) {}

  private static final String WHAT = "SVI runs";

  /**
   * The choice for a new run.
   *
   * @param forced the only back-end that will do, or null
   * @throws TracingException if the back-end that is forced cannot run the model
   */
  static Chosen of(SviStep step, Optimizer.State state, @Nullable BackEnd forced) {
    Fallback<Compiled> first =
        Fallback.of(WHAT, forced, () -> compile(step, state, forced), Compiled::choice);
    Compiled program = first.program();
    Steps steps = program == null ? new EagerSteps(step) : program.steps();
    return new Chosen(steps, first.execution());
  }

  private static Compiled compile(SviStep step, Optimizer.State state, @Nullable BackEnd forced) {
    StepGraph graph = first(step, step.model(), state, 0);
    Choice choice = Fallback.choice(graph.graph(), forced);
    return new Compiled(compiled(step, graph, choice.backEnd()), choice);
  }

  /**
   * The choice of an earlier part of the run.
   *
   * @param next the step with which the run goes on
   */
  static Chosen again(SviStep step, Optimizer.State state, int next, Execution execution) {
    if (execution.backEnd() == BackEnd.EAGER) {
      return new Chosen(new EagerSteps(step), execution);
    }
    StepGraph graph = first(step, step.model(), state, next);
    return new Chosen(compiled(step, graph, execution.backEnd()), execution);
  }

  private static <I> StepGraph first(
      SviStep step, Model<I, ?> model, Optimizer.State state, int number) {
    try (HostComputation host = HostComputation.open()) {
      Batch<I> batch = model.batch(step.seed().at(number)).orElse(null);
      return StepGraph.of(step, model, state, batch);
    }
  }

  private static Steps compiled(SviStep step, StepGraph graph, BackEnd backEnd) {
    return backEnd == BackEnd.JVM ? JvmSteps.of(step, graph) : TorchSteps.of(step, graph);
  }

  /**
   * What runs the steps when a trace has failed.
   *
   * @throws TracingException the failure, if no other back-end will do
   */
  static Chosen instead(SviStep step, @Nullable BackEnd forced, TracingException failure) {
    return new Chosen(new EagerSteps(step), Fallback.instead(WHAT, forced, failure).execution());
  }
}
