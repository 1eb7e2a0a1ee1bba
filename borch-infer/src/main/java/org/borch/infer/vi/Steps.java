package org.borch.infer.vi;

import java.util.Optional;
import org.borch.infer.optim.Optimizer;

/** Makes the steps of a run, a block at a time. */
interface Steps {

  /**
   * A block of steps that is made.
   *
   * @param losses one for each step
   * @param state after them
   */
  record Made(double[] losses, Optimizer.State state) {}

  /**
   * Makes steps and writes parameters and moments, if all losses and all parameters after them are
   * finite.
   *
   * @param state before them
   * @param begin the first step
   * @param end the step after the last one
   * @param baseline of the score function
   * @return empty if something was not finite; parameters and moments are as before then
   */
  Optional<Made> run(Optimizer.State state, int begin, int end, double baseline);
}
