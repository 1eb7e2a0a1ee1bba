package org.borch.infer.vi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.borch.infer.Execution;
import org.borch.infer.optim.Optimizer;
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
  static Chosen of(SviStep step, Optimizer.State state, @Nullable BackEnd forced) {
    if (forced == BackEnd.EAGER) {
      return eager(step, ASKED_FOR);
    }
    try {
      Steps steps = JvmSteps.of(step, state, 0);
      String reason = forced == null ? "the step can be traced" : ASKED_FOR;
      return new Chosen(steps, new Execution(BackEnd.JVM, reason));
    } catch (TracingException e) {
      return instead(step, forced, e);
    }
  }

  /**
   * The choice of an earlier part of the run.
   *
   * @param first the step with which the run goes on
   */
  static Chosen again(SviStep step, Optimizer.State state, int first, Execution execution) {
    return execution.backEnd() == BackEnd.EAGER
        ? eager(step, execution.reason())
        : new Chosen(JvmSteps.of(step, state, first), execution);
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
    return eager(step, reason);
  }

  private static Chosen eager(SviStep step, String reason) {
    return new Chosen(new EagerSteps(step), new Execution(BackEnd.EAGER, reason));
  }
}
