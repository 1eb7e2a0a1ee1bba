package org.borch.infer.laplace;

import org.borch.infer.density.LogDensity;
import org.jspecify.annotations.Nullable;

/**
 * Finds a step that satisfies the strong Wolfe conditions: Nocedal and Wright, "Numerical
 * Optimization", 2nd edition, algorithms 3.5 and 3.6, with cubic interpolation. Points where the
 * density is not finite count as too far.
 *
 * <p>Where the value changes by less than its rounding, the approximate conditions of Hager and
 * Zhang (2005), "A new conjugate gradient method with guaranteed descent and an efficient line
 * search", equation 4.1, look at slopes alone: without them a descent stops at half the digits.
 */
final class LineSearch {

  /** Nocedal and Wright's values for quasi-Newton directions. */
  private static final double DECREASE = 1e-4;

  private static final double CURVATURE = 0.9;

  /** Relative rounding of a log density that is a sum of many terms. */
  private static final double ROUNDING = 1e-13;

  private static final int EXPANSIONS = 60;
  private static final double LEAST_GROWTH = 2;
  private static final double MOST_GROWTH = 10;
  private static final int INTERPOLATIONS = 60;

  /** An interpolated step keeps this share of the interval from its ends. */
  private static final double MARGIN = 0.1;

  /** A step with what was found there. */
  private record Trial(double step, Point point, double slope) {

    double value() {
      return point.value();
    }

    boolean isFinite() {
      return point.isFinite();
    }
  }

  private final LogDensity.Evaluator density;
  private int evaluations;

  LineSearch(LogDensity.Evaluator density) {
    this.density = density;
  }

  /** How many points were evaluated so far. */
  int evaluations() {
    return evaluations;
  }

  /**
   * A better point along a direction.
   *
   * @param direction in which the value falls
   * @param first the step to try first
   * @return null if no step makes the value smaller
   */
  @Nullable Point search(Point from, double[] direction, double first) {
    Trial origin = new Trial(0, from, from.slope(direction));
    Trial low = origin;
    double step = first;
    for (int i = 0; i < EXPANSIONS; i++) {
      Trial trial = trial(from, direction, step);
      if (isGood(origin, trial)) {
        return trial.point();
      }
      if (!decreases(origin, trial) || (i > 0 && trial.value() >= low.value())) {
        return zoom(origin, direction, low, trial);
      }
      if (trial.slope() >= 0) {
        return zoom(origin, direction, trial, low);
      }
      step = trial.step() * growth(low, trial);
      low = trial;
    }
    return low.point();
  }

  private Trial trial(Point from, double[] direction, double step) {
    evaluations++;
    Point point = Point.of(density, from.along(direction, step));
    return new Trial(step, point, point.slope(direction));
  }

  private static boolean isGood(Trial origin, Trial trial) {
    if (!trial.isFinite()) {
      return false;
    }
    boolean flat = Math.abs(trial.slope()) <= -CURVATURE * origin.slope();
    if (decreases(origin, trial)) {
      return flat;
    }
    double noise = ROUNDING * Math.abs(origin.value());
    return trial.value() <= origin.value() + noise
        && flat
        && trial.slope() <= (2 * DECREASE - 1) * origin.slope();
  }

  private static boolean decreases(Trial origin, Trial trial) {
    return trial.isFinite()
        && trial.value() <= origin.value() + DECREASE * trial.step() * origin.slope();
  }

  /** By how much to lengthen a step that falls still: where the cubic through both has its low. */
  private static double growth(Trial before, Trial last) {
    double guess = cubic(before, last) / last.step();
    return guess >= LEAST_GROWTH ? Math.min(guess, MOST_GROWTH) : LEAST_GROWTH;
  }

  /** Narrows an interval that holds a good step; low is its better end. */
  private @Nullable Point zoom(Trial origin, double[] direction, Trial good, Trial other) {
    Trial low = good;
    Trial high = other;
    for (int i = 0; i < INTERPOLATIONS; i++) {
      Trial trial = trial(origin.point(), direction, between(low, high));
      if (isGood(origin, trial)) {
        return trial.point();
      }
      if (!decreases(origin, trial) || trial.value() >= low.value()) {
        high = trial;
      } else {
        if (trial.slope() * (high.step() - low.step()) >= 0) {
          high = low;
        }
        low = trial;
      }
    }
    return low.step() > 0 ? low.point() : null;
  }

  private static double between(Trial low, Trial high) {
    double width = high.step() - low.step();
    double guess = high.isFinite() ? cubic(low, high) : Double.NaN;
    double share = (guess - low.step()) / width;
    boolean inside = share >= MARGIN && share <= 1 - MARGIN;
    return inside ? guess : low.step() + width / 2;
  }

  /** The minimum of the cubic with the values and slopes of two steps: equation 3.59. */
  private static double cubic(Trial a, Trial b) {
    double width = b.step() - a.step();
    double d1 = a.slope() + b.slope() - 3 * (b.value() - a.value()) / width;
    double root = d1 * d1 - a.slope() * b.slope();
    if (!(root >= 0)) {
      return Double.NaN;
    }
    double d2 = Math.copySign(Math.sqrt(root), width);
    return b.step() - width * (b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2);
  }
}
