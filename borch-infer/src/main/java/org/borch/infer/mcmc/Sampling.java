package org.borch.infer.mcmc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.borch.infer.density.Start;
import org.borch.infer.run.Control;
import org.borch.infer.run.Cycle;
import org.borch.infer.run.Run;
import org.borch.infer.settings.MayDiffer;
import org.jspecify.annotations.Nullable;

/**
 * What all samplers of this package have in common: how many chains, how long, and how they are
 * warmed up.
 *
 * @param chains how many, at least 1
 * @param warmup steps of each chain that adapt step size and metric and are not kept
 * @param draws that are kept of each chain
 * @param thinning the number of steps from one kept draw to the next: the last of them is kept
 * @param threads how many chains run at a time; the draws do not depend on it
 * @param targetAcceptance of the adapted step size, between 0 and 1
 * @param metric the form of the adapted metric
 * @param estimate what the adapted metric is learned from
 * @param start where chains begin; tried up to 100 times until density and gradient are finite
 * @param tunings of an earlier run, one for each chain, or one for all; empty: begin with a unit
 *     metric and search a step size
 * @param control how the run is watched, saved and ended early
 */
public record Sampling(
    int chains,
    int warmup,
    @MayDiffer int draws,
    int thinning,
    @MayDiffer int threads,
    double targetAcceptance,
    Metric.Form metric,
    Metric.Estimate estimate,
    @MayDiffer Start start,
    @MayDiffer List<Tuning> tunings,
    @MayDiffer Control control) {

  /** Checks the settings. */
  public Sampling {
    require("chains", chains, 1);
    require("warmup", warmup, 0);
    require("draws", draws, 1);
    require("thinning", thinning, 1);
    require("threads", threads, 1);
    if (!(targetAcceptance > 0 && targetAcceptance < 1)) {
      throw new IllegalArgumentException(
          "targetAcceptance = " + targetAcceptance + ", expected a number between 0 and 1");
    }
    if (estimate == Metric.Estimate.FISHER && metric != Metric.Form.DIAGONAL) {
      throw new IllegalArgumentException(
          "estimate = FISHER with a metric of the form "
              + metric
              + ", expected DIAGONAL; choose that form, or the estimate COVARIANCE");
    }
    tunings = List.copyOf(tunings);
    if (tunings.size() > 1 && tunings.size() != chains) {
      throw new IllegalArgumentException(
          tunings.size() + " tunings for " + chains + " chains, expected none, one or one each");
    }
  }

  static void require(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " = " + value + ", expected at least " + least);
    }
  }

  /**
   * Four chains of 1000 + 1000 steps from uniform(-2, 2), every step kept, one thread for each
   * processor, target acceptance 0.8, diagonal metric by the covariance, as in Stan; {@link
   * Control#defaults()}.
   */
  public static Sampling defaults() {
    return new Sampling(
        4,
        1000,
        1000,
        1,
        Runtime.getRuntime().availableProcessors(),
        0.8,
        Metric.Form.DIAGONAL,
        Metric.Estimate.COVARIANCE,
        Start.uniform(),
        List.of(),
        Control.defaults());
  }

  /** Without what concerns warm-up: how any algorithm is run. */
  public Run run() {
    long steps = warmup + (long) draws * thinning;
    return new Run(chains, steps, warmup, thinning, Cycle.none(), threads, 0, control);
  }

  /** A copy that can be changed. */
  private static final class Copy {

    private int chains;
    private int warmup;
    private int draws;
    private int thinning;
    private int threads;
    private double targetAcceptance;
    private Metric.Form metric;
    private Metric.Estimate estimate;
    private Start start;
    private List<Tuning> tunings;
    private Control control;

    Copy(Sampling from) {
      chains = from.chains;
      warmup = from.warmup;
      draws = from.draws;
      thinning = from.thinning;
      threads = from.threads;
      targetAcceptance = from.targetAcceptance;
      metric = from.metric;
      estimate = from.estimate;
      start = from.start;
      tunings = from.tunings;
      control = from.control;
    }

    Sampling settings() {
      return new Sampling(
          chains,
          warmup,
          draws,
          thinning,
          threads,
          targetAcceptance,
          metric,
          estimate,
          start,
          tunings,
          control);
    }
  }

  private Sampling with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.settings();
  }

  /** With another number of chains. */
  public Sampling withChains(int chains) {
    return with(copy -> copy.chains = chains);
  }

  /** With a warm-up of another length. */
  public Sampling withWarmup(int warmup) {
    return with(copy -> copy.warmup = warmup);
  }

  /** With another number of draws from each chain. */
  public Sampling withDraws(int draws) {
    return with(copy -> copy.draws = draws);
  }

  /**
   * Keeping every so many-th step after warm-up: {@code draws * thinning} steps are made. Of use
   * where memory is short; thinned draws know less than all of them.
   */
  public Sampling withThinning(int thinning) {
    return with(copy -> copy.thinning = thinning);
  }

  /** With another number of threads. */
  public Sampling withThreads(int threads) {
    return with(copy -> copy.threads = threads);
  }

  /** With another target for the acceptance statistic; nearer to 1 means shorter steps. */
  public Sampling withTargetAcceptance(double targetAcceptance) {
    return with(copy -> copy.targetAcceptance = targetAcceptance);
  }

  /** With a metric of another form. */
  public Sampling withMetric(Metric.Form metric) {
    return with(copy -> copy.metric = metric);
  }

  /** With a metric learned from something else. */
  public Sampling withEstimate(Metric.Estimate estimate) {
    return with(copy -> copy.estimate = estimate);
  }

  /** With other starting points. */
  public Sampling withStart(Start start) {
    return with(copy -> copy.start = start);
  }

  /**
   * With step sizes and metrics of an earlier run; without warm-up they are used as they are.
   *
   * @param tunings as from {@link Chains#tunings}
   */
  public Sampling withTunings(List<Tuning> tunings) {
    return with(copy -> copy.tunings = tunings);
  }

  /** Watched, saved and ended early in another way. */
  public Sampling withControl(Control control) {
    return with(copy -> copy.control = control);
  }

  /** With a progress bar for each chain where there is a terminal, or without. */
  public Sampling withProgress(boolean progress) {
    return withControl(control.withProgress(progress));
  }

  /**
   * Saving what is needed to go on; see {@link Sampler#resume}.
   *
   * @param every number of steps of each chain
   */
  public Sampling withCheckpoint(Path file, int every) {
    return withControl(control.withCheckpoint(file, every));
  }

  /** Ending after some time with the draws that there are then, or, for null, with the last one. */
  public Sampling withTimeLimit(@Nullable Duration timeLimit) {
    return withControl(control.withTimeLimit(timeLimit));
  }

  /**
   * Ending with the draws that there are when a condition holds.
   *
   * @param stop asked before each step, by several threads; null: never
   */
  public Sampling withStop(@Nullable BooleanSupplier stop) {
    return withControl(control.withStop(stop));
  }
}
