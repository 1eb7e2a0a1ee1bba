package org.borch.infer.mcmc;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.borch.infer.density.LogDensity;
import org.borch.infer.run.Algorithm;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Control;
import org.borch.infer.run.SavedChains;
import org.borch.infer.settings.Stated;
import org.borch.tensor.random.Seed;

/**
 * The settings of a sampler: a kernel, and how its chains are run and warmed up. A user's own one
 * is a record, or a class that overrides {@link #stated}; then its runs can be resumed.
 *
 * <p>An algorithm without step size and metric is no sampler of this kind, but an {@link Algorithm}
 * of its own.
 */
public interface Sampler extends Stated {

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

  /** What files say about the sampler, by CmdStan's names; see {@link Algorithm#labels}. */
  default Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("delta", Double.toString(sampling().targetAcceptance()));
    labels.put(Algorithm.NAME, getClass().getSimpleName().toLowerCase(Locale.ROOT));
    return labels;
  }

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
    BoundSampler bound = new BoundSampler(this, density);
    return new Chains(this, ChainRun.begin(bound, sampling().run(), seed));
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
    BoundSampler bound = new BoundSampler(this, density);
    return new Chains(this, ChainRun.resume(bound, sampling().run(), checkpoint));
  }
}
