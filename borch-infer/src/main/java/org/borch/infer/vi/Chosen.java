package org.borch.infer.vi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.borch.Batch;
import org.borch.Model;
import org.borch.infer.Execution;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.HostComputation;
import org.borch.tensor.TracingException;
import org.borch.tensor.trace.BackEnd;
import org.jspecify.annotations.Nullable;

/**
 * What runs a run's steps.
 *
 * @param steps on the back-end
 * @param execution which it is, and why
 */
record Chosen(Steps steps, Execution execution) {

  private static final Logger LOGGER = System.getLogger(Svi.class.getName());

  /**
   * The choice for a new run.
   *
   * @param forced the only back-end that will do, or null
   * @throws TracingException if the back-end that is forced cannot run the model
   */
  static Chosen of(SviStep step, Optimizer.State state, @Nullable BackEnd forced) {
    if (forced == BackEnd.EAGER) {
      return new Chosen(new EagerSteps(step), Execution.eager());
    }
    try {
      StepGraph graph = first(step, step.model(), state, 0);
      Execution execution = Execution.of(graph.graph(), forced);
      return new Chosen(compiled(step, graph, execution.backEnd()), execution);
    } catch (TracingException e) {
      return instead(step, forced, e);
    }
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
    if (forced != null) {
      throw failure;
    }
    String reason = String.valueOf(failure.getMessage());
    LOGGER.log(Level.WARNING, "SVI runs one operation after the other: {0}", reason);
    return new Chosen(new EagerSteps(step), new Execution(BackEnd.EAGER, reason));
  }
}
