package org.borch.infer.mcmc;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.borch.infer.LogDensity;
import org.borch.tensor.random.Seed;

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
   * <p>A run that ends early, by its {@link Control} or because this thread is interrupted, gives
   * the draws that it has. An interrupted thread stays so.
   *
   * <p>An exception that the density throws ends all chains and is passed on.
   *
   * @throws IllegalArgumentException if a chain finds no point to start from, or tunings of another
   *     dimension or form are given
   * @throws ArithmeticException if there is no step size to begin with
   * @throws java.util.concurrent.CancellationException if the run ends early, before each chain has
   *     a draw
   * @throws java.io.UncheckedIOException if a checkpoint cannot be written
   */
  default Chains sample(LogDensity density, Seed seed) {
    return ChainRun.begin(this, density, seed);
  }

  /**
   * Goes on with a run after its last checkpoint, to the same draws bit for bit as without a stop.
   * With more draws than before it becomes the longer run.
   *
   * @param density of the interrupted run
   * @param checkpoint the file named in its settings; number of draws, threads and {@link Control}
   *     may differ from those of the interrupted run, nothing else
   * @throws IllegalArgumentException if settings or density are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  default Chains resume(LogDensity density, Path checkpoint) {
    return resume(density, SavedChains.load(checkpoint));
  }

  /**
   * As {@link #resume(LogDensity, Path)}, from a checkpoint that was read already.
   *
   * @throws IllegalArgumentException if settings or density are not those of the interrupted run
   */
  default Chains resume(LogDensity density, SavedChains checkpoint) {
    return ChainRun.resume(this, density, checkpoint);
  }
}
