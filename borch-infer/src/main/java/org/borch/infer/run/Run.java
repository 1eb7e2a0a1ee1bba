package org.borch.infer.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.borch.infer.settings.MayDiffer;
import org.jspecify.annotations.Nullable;

/**
 * How any algorithm is run: how many chains, how long, and what is kept.
 *
 * <pre>
 *   steps   0 ──── burnIn ─┬─────┬─────┬─────┬── steps
 *                          │ thinning  │     │
 *   draws                     0     1     2     3
 * </pre>
 *
 * @param chains how many, at least 1
 * @param steps of each chain, those of burn-in included
 * @param burnIn steps at the beginning that are not kept
 * @param thinning the number of steps from one kept draw to the next: the last of them is kept
 * @param cycle which steps after burn-in may be kept: all, or the last ones of each cycle
 * @param threads how many chains run at a time; the draws do not depend on it
 * @param skipLimit how many steps of a chain that are not finite may be left out, of algorithms
 *     that take every step ({@link StepAlgorithm}); those that reject have no need
 * @param control how the run is watched, saved and ended early
 */
public record Run(
    int chains,
    @MayDiffer long steps,
    long burnIn,
    int thinning,
    Cycle cycle,
    @MayDiffer int threads,
    @MayDiffer long skipLimit,
    @MayDiffer Control control) {

  private static final int CHAINS = 4;
  private static final long STEPS = 2000;
  private static final long BURN_IN = 1000;

  /** Checks the settings. */
  public Run {
    require("chains", chains, 1);
    require("steps", steps, 1);
    require("burnIn", burnIn, 0);
    require("thinning", thinning, 1);
    require("threads", threads, 1);
    require("skipLimit", skipLimit, 0);
  }

  /** Refuses steps that do not fit burn-in and thinning; each alone can be changed before. */
  void requireDraws() {
    if (cycle.kept(steps - burnIn, thinning) < 1) {
      throw new IllegalArgumentException(
          "steps = %d, expected at least one draw: burnIn %d + thinning %d%s"
              .formatted(steps, burnIn, thinning, cycle.isNone() ? "" : " in the end of " + cycle));
    }
    if (cycle.kept(steps - burnIn, thinning) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "steps = %d after burnIn %d with thinning %d are more draws than %d; thin more"
              .formatted(steps, burnIn, thinning, Integer.MAX_VALUE));
    }
  }

  static void require(String what, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least " + least);
    }
  }

  /**
   * Four chains of 2000 steps, of which the last 1000 are kept, one thread for each processor,
   * no step left out; {@link Control#defaults()}.
   */
  public static Run defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Run(CHAINS, STEPS, BURN_IN, 1, Cycle.none(), processors, 0, Control.defaults());
  }

  /** The number of draws that each chain keeps. */
  public int draws() {
    return drawsAfter(steps);
  }

  /** How many draws are kept of the first so many steps. */
  int drawsAfter(long made) {
    return (int) cycle.kept(made - burnIn, thinning);
  }

  /** Whether the state after a step is kept; the first step is 0. */
  boolean keeps(long step) {
    return cycle.keeps(step - burnIn, thinning);
  }

  /** With another number of chains. */
  public Run withChains(int chains) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** With another number of steps of each chain, burn-in included. */
  public Run withSteps(long steps) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** With another number of steps that are not kept. */
  public Run withBurnIn(long burnIn) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** Keeping every so many-th step after burn-in. */
  public Run withThinning(int thinning) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /**
   * Keeping of each cycle of steps after burn-in the last ones alone, thinned: for schedules that
   * go in cycles.
   *
   * @param steps of each cycle
   * @param sampled at the end of each
   */
  public Run withCycle(long steps, long sampled) {
    return new Run(
        chains, this.steps, burnIn, thinning, new Cycle(steps, sampled), threads, skipLimit, control);
  }

  /** With another number of threads. */
  public Run withThreads(int threads) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** Leaving out up to so many steps of a chain that are not finite. */
  public Run withSkipLimit(long skipLimit) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** Watched, saved and ended early in another way. */
  public Run withControl(Control control) {
    return new Run(chains, steps, burnIn, thinning, cycle, threads, skipLimit, control);
  }

  /** With a progress bar for each chain where there is a terminal, or without. */
  public Run withProgress(boolean progress) {
    return withControl(control.withProgress(progress));
  }

  /** Saving what is needed to go on, every so many steps; see {@link ChainRun#resume}. */
  public Run withCheckpoint(Path file, int every) {
    return withControl(control.withCheckpoint(file, every));
  }

  /** Ending after some time with the draws that there are then, or, for null, with the last one. */
  public Run withTimeLimit(@Nullable Duration timeLimit) {
    return withControl(control.withTimeLimit(timeLimit));
  }

  /** Ending with the draws that there are when a condition holds; null: never. */
  public Run withStop(@Nullable BooleanSupplier stop) {
    return withControl(control.withStop(stop));
  }
}
