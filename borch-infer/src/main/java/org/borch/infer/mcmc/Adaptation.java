package org.borch.infer.mcmc;

import java.util.Optional;
import org.borch.tensor.Key;

/**
 * What one chain learns while it runs in. Everything that it learns stands in its {@link Tuning},
 * and everything that it remembers goes through {@link #save}: kernels remember nothing from step
 * to step.
 */
public interface Adaptation {

  /**
   * Begins.
   *
   * @param state where the chain starts
   * @param given the tuning of an earlier run, if the settings have one
   * @param randomness decides a search, if there is one
   * @throws ArithmeticException if there is nothing good to begin with
   */
  void begin(State state, Optional<Tuning> given, Key randomness);

  /** What the next step is made with. */
  Tuning tuning();

  /**
   * Learns from a step.
   *
   * @param step its number, from 0
   * @param randomness as for {@link #begin}
   */
  void learn(int step, Kernel.Transition outcome, Key randomness);

  /** What draws are made with. */
  Tuning result();

  /** Writes all that {@link #restore} needs, as copies. */
  void save(Memory memory);

  /**
   * Becomes as it was when it was saved.
   *
   * @throws IllegalArgumentException if something is missing or of another size
   */
  void restore(Memory memory);
}
