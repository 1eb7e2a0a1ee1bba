package org.borch.infer.mcmc;

import java.util.List;

/**
 * What all samplers of this package have in common: how many chains, how long, and how they are
 * warmed up.
 *
 * @param chains how many, at least 1
 * @param warmup steps of each chain that adapt step size and metric and are not kept
 * @param draws steps of each chain that are kept
 * @param threads how many chains run at a time; the draws do not depend on it
 * @param targetAcceptance of the adapted step size, between 0 and 1
 * @param metric the form of the adapted metric
 * @param start where chains begin; tried up to 100 times until density and gradient are finite
 * @param tunings of an earlier run, one for each chain, or one for all; empty: begin with a unit
 *     metric and search a step size
 */
public record Sampling(
    int chains,
    int warmup,
    int draws,
    int threads,
    double targetAcceptance,
    Metric.Form metric,
    Start start,
    List<Tuning> tunings) {

  private static final double START_RADIUS = 2;

  /** Checks the settings. */
  public Sampling {
    require("chains", chains, 1);
    require("warmup", warmup, 0);
    require("draws", draws, 1);
    require("threads", threads, 1);
    if (!(targetAcceptance > 0 && targetAcceptance < 1)) {
      throw new IllegalArgumentException(
          "targetAcceptance = " + targetAcceptance + ", expected a number between 0 and 1");
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
   * Four chains of 1000 + 1000 steps from uniform(-2, 2), one thread for each processor, target
   * acceptance 0.8, diagonal metric: as in Stan.
   */
  public static Sampling defaults() {
    int threads = Runtime.getRuntime().availableProcessors();
    Start start = Start.uniform(START_RADIUS);
    return new Sampling(4, 1000, 1000, threads, 0.8, Metric.Form.DIAGONAL, start, List.of());
  }

  /** With another number of chains. */
  public Sampling withChains(int chains) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With a warm-up of another length. */
  public Sampling withWarmup(int warmup) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With another number of draws from each chain. */
  public Sampling withDraws(int draws) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With another number of threads. */
  public Sampling withThreads(int threads) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With another target for the acceptance statistic; nearer to 1 means shorter steps. */
  public Sampling withTargetAcceptance(double targetAcceptance) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With a metric of another form. */
  public Sampling withMetric(Metric.Form metric) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /** With other starting points. */
  public Sampling withStart(Start start) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }

  /**
   * With step sizes and metrics of an earlier run; without warm-up they are used as they are.
   *
   * @param tunings as from {@link Chains#tunings}
   */
  public Sampling withTunings(List<Tuning> tunings) {
    return new Sampling(chains, warmup, draws, threads, targetAcceptance, metric, start, tunings);
  }
}
