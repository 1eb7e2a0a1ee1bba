package org.borch.infer.run;

/**
 * How many steps to make before a look at whether to stop: about a quarter of a second's, after a
 * first one alone. No bit of a run depends on how its steps are cut.
 */
public final class Pace {

  private static final double NANOS = 0.25e9;

  private double most = 1;

  /** One step at first. */
  public Pace() {}

  /** How many of the steps that are left to make now, at least 1 if any are left. */
  public int next(long left) {
    return (int) Math.min(Math.min((double) left, most), Integer.MAX_VALUE);
  }

  /**
   * Learns how long steps take.
   *
   * @param steps that were made
   * @param began when, by {@link System#nanoTime}
   */
  public void made(int steps, long began) {
    most = Math.max(1, steps * NANOS / Math.max(1, System.nanoTime() - began));
  }
}
