package org.borch.infer.evidence;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.borch.infer.density.TemperedDensity;
import org.borch.infer.mcmc.Hmc;
import org.borch.infer.mcmc.Metric;
import org.borch.infer.mcmc.Sampler;
import org.borch.infer.run.ChainRun;
import org.borch.infer.run.Control;
import org.borch.infer.run.Cycle;
import org.borch.infer.run.Run;
import org.borch.infer.run.SavedChains;
import org.borch.infer.run.UnconstrainedDraws;
import org.borch.infer.settings.MayDiffer;
import org.borch.tensor.random.Seed;

/**
 * Sequential Monte Carlo with adaptive tempering: particles drawn from the prior are weighted,
 * resampled and moved at rising powers of the likelihood until that is whole. For the evidence, and
 * for posteriors with several modes of a few dimensions; the prior must be one that can be drawn
 * from.
 *
 * <pre>
 *   β = 0 ──────► β₁ ──────► β₂ ──────► ... ──────► β = 1
 *   draws    weigh, resample, move              draws of the posterior
 * </pre>
 *
 * <p>Del Moral, Doucet and Jasra 2006, with the next β by bisection (2012). The error of the
 * evidence is that of Chan and Lai 2013 from the particles' ancestors, or that from independent
 * populations if it is larger. Resampling is systematic, so that the first is rather too large.
 *
 * @param chains independent populations, at least 1: they run at a time, and each is a chain of the
 *     draws
 * @param particles of each population, at least 10
 * @param effectiveShare that a step of β leaves: the effective number of particles by their
 *     weights, as a share of all; between 0 and 1, nearer to 1 means more and smaller steps
 * @param moves how many steps of the kernel each particle makes at each β
 * @param sampler whose kernel moves the particles; its form of metric is that of the particles'
 *     covariance, which with the step size is adapted at each β; how it runs chains does not count
 * @param threads how many populations run at a time; the draws do not depend on it
 * @param control how the run is watched, saved and ended early
 */
public record Smc(
    int chains,
    int particles,
    double effectiveShare,
    int moves,
    Sampler sampler,
    @MayDiffer int threads,
    @MayDiffer Control control) {

  /** How many steps of a run are kept for β to rise; the last of them makes what is left. */
  static final int STAGES = 200;

  private static final int CHAINS = 4;
  private static final int PARTICLES = 1000;
  private static final double SHARE = 0.5;
  private static final int MOVES = 5;

  /** In the metric of all modes together a trajectory in one of them goes round and round. */
  private static final int LEAPFROGS = 20;

  private static final int FEWEST_PARTICLES = 10;

  /** Checks the settings. */
  public Smc {
    require("chains", chains, 1);
    require("particles", particles, FEWEST_PARTICLES);
    require("moves", moves, 1);
    require("threads", threads, 1);
    if (!(effectiveShare > 0 && effectiveShare < 1)) {
      throw new IllegalArgumentException(
          "effectiveShare = " + effectiveShare + ", expected a number between 0 and 1");
    }
  }

  static void require(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least " + least);
    }
  }

  /**
   * Four populations of 1000 particles, effective share 0.5, five moves by HMC of at most 20
   * leapfrogs with a dense metric, one thread for each processor; {@link Control#defaults()}.
   */
  public static Smc defaults() {
    return new Smc(
        CHAINS,
        PARTICLES,
        SHARE,
        MOVES,
        Hmc.defaults().withMaxLeapfrogs(LEAPFROGS).with(run -> run.withMetric(Metric.Form.DENSE)),
        Runtime.getRuntime().availableProcessors(),
        Control.defaults());
  }

  /** With another number of populations. */
  public Smc withChains(int chains) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /** With populations of another size. */
  public Smc withParticles(int particles) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /** With larger or, nearer to 1, smaller steps of β. */
  public Smc withEffectiveShare(double effectiveShare) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /** With another number of moves at each β. */
  public Smc withMoves(int moves) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /** With moves by another kernel. */
  public Smc withSampler(Sampler sampler) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /** With another number of threads. */
  public Smc withThreads(int threads) {
    return new Smc(chains, particles, effectiveShare, moves, sampler, threads, control);
  }

  /**
   * Watched, saved and ended early in another way: {@code withControl(c -> c.withProgress(false))}.
   */
  public Smc withControl(UnaryOperator<Control> change) {
    return new Smc(
        chains, particles, effectiveShare, moves, sampler, threads, change.apply(control));
  }

  /**
   * Walks from the reference to the target. The same seed gives the same bits, whatever the number
   * of threads.
   *
   * @throws IllegalArgumentException if a population has no particle with a likelihood
   * @throws java.util.concurrent.CancellationException if the run ends early, before each
   *     population has a draw
   */
  public Tempered sample(TemperedDensity density, Seed seed) {
    return result(density, ChainRun.begin(new BoundSmc(this, density), run(), seed));
  }

  /**
   * Goes on with a run after its last checkpoint, to the same bits as without a stop.
   *
   * @throws IllegalArgumentException if settings or density are not those of the interrupted run
   * @throws java.io.UncheckedIOException if the file cannot be read, is damaged, or holds something
   *     else
   */
  public Tempered resume(TemperedDensity density, Path checkpoint) {
    SavedChains saved = SavedChains.load(checkpoint);
    return result(density, ChainRun.resume(new BoundSmc(this, density), run(), saved));
  }

  private Run run() {
    return new Run(chains, STAGES + particles, STAGES, 1, Cycle.none(), threads, 0, control);
  }

  private static Tempered result(TemperedDensity density, UnconstrainedDraws draws) {
    return new Tempered(
        density.target(),
        draws,
        PopulationEvidence.of(draws.states()),
        draws.states().stream().map(Ladder::restored).toList());
  }
}
