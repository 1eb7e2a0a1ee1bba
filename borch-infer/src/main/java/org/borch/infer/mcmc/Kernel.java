package org.borch.infer.mcmc;

import org.borch.tensor.random.Key;

/**
 * A transition that leaves a density invariant. A kernel owns scratch memory: one thread, one
 * kernel.
 *
 * <p>A point where the log density is NaN, -∞ or +∞ has no probability, as in Stan: it is never the
 * next state. A trajectory that meets one ends there and is divergent, also where only the gradient
 * is not a number. An exception of the density passes through.
 */
public interface Kernel {

  /**
   * A step's outcome.
   *
   * @param state the next one
   * @param info how the step went
   */
  record Transition(State state, Info info) {}

  /**
   * The state at a position.
   *
   * @param position unconstrained coordinates; copied
   */
  State init(double... position);

  /**
   * One step.
   *
   * @param tuning step size and metric of this step
   * @param key decides all of its randomness
   */
  Transition step(State state, Tuning tuning, Key key);

  /**
   * A trial, by which the search for a first step size judges one: the logarithm of the ratio by
   * which a single short move with this tuning would change the density that the kernel leaves
   * invariant. It tends to 0 for short steps and to -∞ for long ones.
   *
   * @param tuning step size and metric to try
   * @param key decides the move
   */
  double trial(State state, Tuning tuning, Key key);
}
