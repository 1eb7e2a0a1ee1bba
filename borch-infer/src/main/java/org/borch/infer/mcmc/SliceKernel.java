package org.borch.infer.mcmc;

import java.util.Arrays;
import org.borch.infer.LogDensity;
import org.borch.infer.mcmc.Shrinkage.Interval;
import org.borch.tensor.random.Key;

/**
 * One sweep of slice sampling over all directions of the metric.
 *
 * <pre>
 *               ╭───╮
 *   level ─ ─ ╱─ ─ ─ ─╲─ ─ ─ ─ ─     the slice: where the density is above the level
 *       ├───┼───●───┼───┤            the first width around ● and its steps out
 *           ├───●───┼───┤            shrunk to a point that was drawn outside the slice
 * </pre>
 */
final class SliceKernel extends Walk {

  /** What counts as a share of steps out where there was no adjustment at all. */
  private static final double BALANCE = 0.5;

  private final int maxExpansions;
  private final Shrinkage shrinkage;
  private final double[] direction;

  private double[] position = {};
  private double logDensity;
  private int expansions;
  private int shrinkages;
  private int evaluations;

  SliceKernel(int dimension, LogDensity.Evaluator density, int maxExpansions, Shrinkage shrinkage) {
    super(dimension, density);
    this.maxExpansions = maxExpansions;
    this.shrinkage = shrinkage;
    direction = new double[dimension];
  }

  static SliceKernel of(int dimension, LogDensity.Evaluator density, int maxExpansions) {
    return new SliceKernel(dimension, density, maxExpansions, Shrinkage.TO_REJECTED);
  }

  @Override
  public Transition step(State state, Tuning tuning, Key key) {
    noise.restart(key);
    position = state.position();
    logDensity = state.logDensity();
    expansions = 0;
    shrinkages = 0;
    evaluations = 0;
    for (int i = 0; i < position.length; i++) {
      Arrays.fill(direction, 0);
      direction[i] = tuning.stepSize();
      tuning.metric().toDisplacement(direction);
      double level = logDensity + Math.log(noise.uniform());
      shrink(stepOut(level), level);
    }
    int adjustments = expansions + shrinkages;
    double share = adjustments == 0 ? BALANCE : (double) expansions / adjustments;
    Info info = new Info(logDensity, share, tuning.stepSize(), 0, evaluations, false, Double.NaN);
    return new Transition(State.of(position, logDensity), info);
  }

  /** Neal 2003, figure 3: the bound on the steps is divided at random between the ends. */
  private Interval stepOut(double level) {
    double low = -noise.uniform();
    double high = low + 1;
    int allBelow = (int) (noise.uniform() * (maxExpansions + 1));
    for (int left = allBelow; left > 0 && at(low) >= level; left--) {
      low--;
      expansions++;
    }
    for (int left = maxExpansions - allBelow; left > 0 && at(high) >= level; left--) {
      high++;
      expansions++;
    }
    return new Interval(low, high);
  }

  /** Neal 2003, figure 5. It ends: the state itself is in the slice. */
  private void shrink(Interval interval, double level) {
    Interval rest = interval;
    double length = rest.at(noise.uniform());
    double value = at(length);
    while (!(value >= level)) {
      shrinkages++;
      rest = shrinkage.shrink(rest, length);
      length = rest.at(noise.uniform());
      value = at(length);
    }
    System.arraycopy(reached, 0, position, 0, position.length);
    logDensity = value;
  }

  private double at(double length) {
    evaluations++;
    return along(position, length, direction);
  }
}
