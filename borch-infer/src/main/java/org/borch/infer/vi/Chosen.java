package org.borch.infer.vi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.borch.Model;
import org.borch.Params;
import org.borch.infer.Execution;
import org.borch.infer.optim.Optimizer;
import org.borch.tensor.Seed;
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
  private static final String ASKED_FOR = "asked for";

  /**
   * The choice for a new run.
   *
   * @param forced the only back-end that will do, or null
   * @throws TracingException if the back-end that is forced cannot run the model
   */
  static Chosen of(
      SviStep step,
      Model<?, ?> model,
      Params params,
      Optimizer.State state,
      Seed seed,
      @Nullable BackEnd forced) {
    if (forced == BackEnd.EAGER) {
      return eager(step, model, params, seed, ASKED_FOR);
    }
    try {
      Steps steps = JvmSteps.of(step, model, params, state, seed, 0);
      String reason = forced == null ? "the step can be traced" : ASKED_FOR;
      return new Chosen(steps, new Execution(BackEnd.JVM, reason));
    } catch (TracingException e) {
      return fallen(step, model, params, seed, forced, e);
    }
  }

  /**
   * The choice of an earlier part of the run.
   *
   * @param first the step with which the run goes on
   */
  static Chosen again(
      SviStep step,
      Model<?, ?> model,
      Params params,
      Optimizer.State state,
      Seed seed,
      int first,
      Execution execution) {
    return execution.backEnd() == BackEnd.EAGER
        ? eager(step, model, params, seed, execution.reason())
        : new Chosen(JvmSteps.of(step, model, params, state, seed, first), execution);
  }

  /** The choice after a trace has failed. */
  Chosen fallback(
      SviStep step,
      Model<?, ?> model,
      Params params,
      Seed seed,
      @Nullable BackEnd forced,
      TracingException reason) {
    return fallen(step, model, params, seed, forced, reason);
  }

  private static Chosen fallen(
      SviStep step,
      Model<?, ?> model,
      Params params,
      Seed seed,
      @Nullable BackEnd forced,
      TracingException reason) {
    if (forced != null) {
      throw reason;
    }
    LOGGER.log(Level.WARNING, "SVI runs one operation after the other: {0}", reason.getMessage());
    return eager(step, model, params, seed, String.valueOf(reason.getMessage()));
  }

  private static Chosen eager(
      SviStep step, Model<?, ?> model, Params params, Seed seed, String reason) {
    return new Chosen(
        new EagerSteps(step, model, params, seed), new Execution(BackEnd.EAGER, reason));
  }
}
