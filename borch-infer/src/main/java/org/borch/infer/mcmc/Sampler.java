package org.borch.infer.mcmc;

import java.util.function.UnaryOperator;
import org.borch.infer.LogDensity;
import org.borch.tensor.Seed;

/** The settings of a sampler: a kernel, and how its chains are run. */
public interface Sampler {

  /** How chains are run. */
  Sampling sampling();

  /** With other settings of the run: {@code with(run -> run.withDraws(500).withChains(2))}. */
  Sampler with(UnaryOperator<Sampling> change);

  /**
   * The kernel for one thread.
   *
   * @param dimension of the density, at least 1
   * @param density with memory of its own
   */
  Kernel kernel(int dimension, LogDensity.Evaluator density);

  /**
   * Runs all chains. The same seed gives the same draws bit for bit, whatever the number of
   * threads.
   *
   * @throws IllegalArgumentException if a chain finds no point to start from, or tunings of another
   *     dimension or form are given
   * @throws ArithmeticException if there is no step size to begin with
   */
  default Chains sample(LogDensity density, Seed seed) {
    return Chains.run(this, density, seed);
  }
}
