package org.borch.infer.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.borch.ArrayFile;
import org.borch.infer.settings.MayDiffer;
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
public final class ChainRun {

  /** Steps of a chain before another one's turn. */
  private static final int TURN = 20;

  private final Algorithm algorithm;
  private final Run run;
  private final Seed seed;
  private final List<RunningChain> chains = new ArrayList<>();

  private ChainRun(Algorithm algorithm, Run run, Seed seed) {
    run.requireDraws();
    this.algorithm = algorithm;
    this.run = run;
    this.seed = seed;
    Key key = seed.key().at("chain");
    for (int i = 0; i < run.chains(); i++) {
      chains.add(new RunningChain(algorithm, run, i, key.at(i)));
    }
    Control.Checkpoint checkpoint = run.control().checkpoint();
    if (checkpoint != null) {
      // At once, so that a missing folder or settings without a text are no surprise after hours.
      ArrayFile.requireWritable(checkpoint.file());
      SavedChains.settings(algorithm, run, chains);
    }
  }

  /**
   * Runs all chains. The same seed gives the same draws bit for bit, whatever the number of
   * threads.
   *
   * <p>A run that ends early, by its {@link Control} or because this thread is interrupted, gives
   * the draws that it has. An interrupted thread stays so.
   *
   * <p>An exception that a chain throws ends all chains and is passed on.
   *
   * @throws IllegalArgumentException if no step is kept
   * @throws CancellationException if the run ends early, before each chain has a draw
   * @throws java.io.UncheckedIOException if a checkpoint cannot be written
   */
  public static UnconstrainedDraws begin(Algorithm algorithm, Run run, Seed seed) {
    return new ChainRun(algorithm, run, seed).run();
  }

  /**
   * Goes on with a run after its last checkpoint, to the same draws bit for bit as without a stop.
   * With more steps than before it becomes the longer run.
   *
   * @param algorithm with the settings of the interrupted run
   * @param run with other steps, threads or control, or the same
   * @throws IllegalArgumentException if settings differ that must not, see {@link MayDiffer}, or a
   *     chain refuses what was saved
   */
  public static UnconstrainedDraws resume(Algorithm algorithm, Run run, SavedChains saved) {
    ChainRun resumed = new ChainRun(algorithm, run, saved.seed());
    saved.restore(algorithm, run, resumed.chains);
    return resumed.run();
  }

  private UnconstrainedDraws run() {
    Ending ending = new Ending(run.control());
    int threads = Math.min(run.threads(), run.chains());
    try (ChainProgress progress = new ChainProgress(run);
        Crew crew = new Crew(threads, ending::interrupt)) {
      crew.work(chains, chain -> !chain.isStarted(), RunningChain::start);
      while (behind().steps() < run.steps() && !ending.isReached()) {
        long target = nextStop(behind().steps());
        crew.work(
            chains,
            chain -> chain.steps() < target && !ending.isReached(),
            chain -> turn(chain, target, ending, progress));
        crew.call(this::save);
      }
    }
    long made = chains.stream().mapToLong(RunningChain::steps).sum();
    return result(ending.stop(made).orElseGet(() -> new Stop.Completed(made)));
  }

  private RunningChain behind() {
    return chains.stream().min(Comparator.comparingLong(RunningChain::steps)).orElseThrow();
  }

  /** Where the next stretch ends: with a block, so that checkpoints cut none. */
  private long nextStop(long steps) {
    Control.Checkpoint checkpoint = run.control().checkpoint();
    if (checkpoint == null) {
      return run.steps();
    }
    long end = (steps / checkpoint.every() + 1) * checkpoint.every();
    long block = algorithm.block();
    return Math.min(run.steps(), (end + block - 1) / block * block);
  }

  private static void turn(RunningChain chain, long target, Ending ending, ChainProgress progress) {
    long end = Math.min(target, chain.steps() + TURN);
    while (chain.steps() < end && !ending.check()) {
      chain.advance(target, ending::isReached);
    }
    progress.at(chain);
  }

  private void save() {
    Control.Checkpoint checkpoint = run.control().checkpoint();
    if (checkpoint != null) {
      SavedChains.save(checkpoint.file(), algorithm, run, seed, chains);
    }
  }

  private UnconstrainedDraws result(Stop stop) {
    RunningChain behind = behind();
    if (behind.draws().size() > 0) {
      return new UnconstrainedDraws(algorithm, run, chains, stop);
    }
    Control.Checkpoint checkpoint = run.control().checkpoint();
    throw new CancellationException(
        String.format(
            Locale.ROOT,
            "%s Chain %d has no draw yet, after %d steps; the first %d are not kept; %s",
            stop.message(),
            behind.number(),
            behind.steps(),
            run.burnIn(),
            checkpoint == null
                ? "to go on later, set a checkpoint"
                : checkpoint.file() + " has what is needed to go on"));
  }
}
