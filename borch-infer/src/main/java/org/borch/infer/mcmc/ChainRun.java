package org.borch.infer.mcmc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.borch.infer.LogDensity;
import org.borch.infer.Stop;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Seed;

/**
 * One run of several chains, in stretches at whose ends all chains have made the same number of
 * steps, and are saved.
 *
 * <pre>
 *   steps   start ──── every ──── 2 every ──── ... ──── all
 *                        save       save                  save
 * </pre>
 */
final class ChainRun {

  /** Steps of a chain before another one's turn. */
  private static final int TURN = 20;

  private final Sampler sampler;
  private final LogDensity density;
  private final Seed seed;
  private final Sampling settings;
  private final List<Chain> chains = new ArrayList<>();

  private ChainRun(Sampler sampler, LogDensity density, Seed seed) {
    if (density.dimension() == 0) {
      throw new IllegalArgumentException("a density of 0 coordinates, expected at least 1");
    }
    this.sampler = sampler;
    this.density = density;
    this.seed = seed;
    this.settings = sampler.sampling();
    Key key = seed.key().at("chain");
    for (int i = 0; i < settings.chains(); i++) {
      chains.add(new Chain(sampler, density, i, key.at(i)));
    }
  }

  static Chains begin(Sampler sampler, LogDensity density, Seed seed) {
    return new ChainRun(sampler, density, seed).run();
  }

  static Chains resume(Sampler sampler, LogDensity density, SavedChains saved) {
    ChainRun run = new ChainRun(sampler, density, saved.seed());
    saved.restore(sampler, density, run.chains);
    return run.run();
  }

  private Chains run() {
    Ending ending = new Ending(settings.control());
    int threads = Math.min(settings.threads(), settings.chains());
    try (ChainProgress progress = new ChainProgress(settings);
        Crew crew = new Crew(threads, ending::interrupt)) {
      crew.work(chains, chain -> !chain.isStarted(), Chain::start);
      while (behind().steps() < settings.steps() && !ending.isReached()) {
        long target = nextStop(behind().steps());
        crew.work(
            chains,
            chain -> chain.steps() < target && !ending.isReached(),
            chain -> turn(chain, target, ending, progress));
        crew.call(this::save);
      }
    }
    long made = chains.stream().mapToLong(Chain::steps).sum();
    return result(ending.stop(made).orElseGet(() -> new Stop.Completed(made)));
  }

  private Chain behind() {
    return chains.stream().min(Comparator.comparingLong(Chain::steps)).orElseThrow();
  }

  /** Where the next stretch ends. */
  private long nextStop(long steps) {
    Control.Checkpoint checkpoint = settings.control().checkpoint();
    return checkpoint == null
        ? settings.steps()
        : Math.min(settings.steps(), (steps / checkpoint.every() + 1) * checkpoint.every());
  }

  private static void turn(Chain chain, long target, Ending ending, ChainProgress progress) {
    for (int i = 0; i < TURN && chain.steps() < target && !ending.check(); i++) {
      chain.step();
    }
    progress.at(chain);
  }

  private void save() {
    Control.Checkpoint checkpoint = settings.control().checkpoint();
    if (checkpoint != null) {
      SavedChains.save(checkpoint.file(), sampler, density, seed, chains);
    }
  }

  private Chains result(Stop stop) {
    Chain behind = behind();
    if (behind.draws().size() > 0) {
      return new Chains(sampler, density.dimension(), chains, stop);
    }
    Control.Checkpoint checkpoint = settings.control().checkpoint();
    throw new CancellationException(
        String.format(
            Locale.ROOT,
            "%s Chain %d has no draw yet, after %d steps of which %d are warm-up; %s",
            stop.message(),
            behind.number(),
            behind.steps(),
            settings.warmup(),
            checkpoint == null
                ? "to go on later, set a checkpoint"
                : checkpoint.file() + " has what is needed to go on"));
  }
}
