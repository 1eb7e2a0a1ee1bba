package org.borch.infer.vi;

import java.util.Optional;
import org.borch.infer.optim.Optimizer;

/** Makes the steps of a run, a block at a time. */
interface Steps {

  /**
   * Makes steps. If all losses, and all parameters after them, are finite, it writes parameters and
   * moments and adds the losses to the history; else everything is as before.
   *
   * @param state before them
   * @param history has the losses of the steps before
   * @param end the step after the last one
   * @param baseline of the score function
   * @return the state after them; empty if something was not finite
   */
  Optional<Optimizer.State> run(
      Optimizer.State state, LossHistory history, int end, double baseline);
}
