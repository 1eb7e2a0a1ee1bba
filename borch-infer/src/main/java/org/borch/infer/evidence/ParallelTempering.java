package org.borch.infer.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.mcmc.Nuts;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.mcmc.Sampling;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.tensor.random.Seed;

/**
 * Parallel tempering that does not reverse: replicas at powers β of the likelihood from 0, the
 * prior, to 1, the posterior, each moved by a kernel, and swapped between neighbours, even and odd
 * pairs in turn. For posteriors with several modes: what is drawn from the prior wanders up to the
 * posterior. The prior must be one that can be drawn from.
 *
 * <pre>
 *   β = 1   ●─ ─●───●─ ─●          ─ ─ a move by the kernel
 *           │   ╳   │   ╳           ╳  a swap, or not
 *           ●─ ─●─ ─●─ ─●
 *           ╳   │   ╳   │
 *   β = 0   ●   ●   ●   ●               drawn anew
 * </pre>
 *
 * <p>Syed, Bouchard-Côté, Deligiannidis and Doucet 2022, "Non-reversible parallel tempering",
 * Journal of the Royal Statistical Society B 84. In warm-up the β are set anew after 8, 16, 32, ...
 * steps, so that all neighbours refuse as many swaps (algorithm 2, with straight lines between the
 * β), and each replica's step size and metric are learned as the sampler does. The evidence is a
 * chain of bridges between neighbours (Bennett 1976) over the draws.
 *
 * @param sampler whose kernel moves the replicas at β above 0, one step between two rounds of
 *     swaps, and how the run is made: each of its chains has replicas of its own
 * @param rungs how many β, at least 2: about twice the barrier, the sum of the shares of swaps that
 *     are refused, and one more
 */
public record ParallelTempering(Sampler sampler, int rungs) {

  private static final int RUNGS = 10;

  /** At each β a short trajectory will do, because swaps go far. */
  private static final int DEPTH = 6;

  /** Checks the number of β. */
  public ParallelTempering {
    Smc.require("rungs", rungs, 2);
  }

  /** 10 β and {@link Nuts#defaults()} with trajectories of at most 63 steps. */
  public static ParallelTempering defaults() {
    return new ParallelTempering(Nuts.defaults().withMaxDepth(DEPTH), RUNGS);
  }

  /** With other settings of the run. */
  public ParallelTempering with(UnaryOperator<Sampling> change) {
    return new ParallelTempering(sampler.with(change), rungs);
  }

  /** With another number of β. */
  public ParallelTempering withRungs(int rungs) {
    return new ParallelTempering(sampler, rungs);
  }

  /** Moved by another kernel, and run in its way. */
  public ParallelTempering withSampler(Sampler sampler) {
    return new ParallelTempering(sampler, rungs);
  }

  /**
   * Runs all chains. The same seed gives the same bits, whatever the number of threads.
   *
   * @throws IllegalArgumentException if none of many draws from the reference has a likelihood
   * @throws ArithmeticException if there is no step size to begin with
   * @throws java.util.concurrent.CancellationException if the run ends early, before each chain has
   *     a draw
   */
  public Tempered sample(TemperedDensity density, Seed seed) {
    BoundTempering bound = new BoundTempering(this, density);
    return result(density, ChainRun.begin(bound, sampler.sampling().run(), seed));
  }

  /**
   * Goes on with a run after its last checkpoint, to the same bits as without a stop.
   *
   * @throws IllegalArgumentException if settings or density are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public Tempered resume(TemperedDensity density, Path checkpoint) {
    BoundTempering bound = new BoundTempering(this, density);
    SavedChains saved = SavedChains.load(checkpoint);
    return result(density, ChainRun.resume(bound, sampler.sampling().run(), saved));
  }

  private static Tempered result(TemperedDensity density, UnconstrainedDraws draws) {
    List<Ladder> ladders = draws.states().stream().map(Ladder::restored).toList();
    return new Tempered(density.target(), draws, RungsEvidence.of(draws, ladders), ladders);
  }
}
