package org.borch.tensor.number;

/**
 * Expectations over the counts of a family, by summation: from the mean outwards until the masses
 * are nothing. A distribution far from 0 that is so broad that its masses are those of a smooth
 * function is summed in steps, which is exact for a bell (Trefethen and Weideman 2014, section 5);
 * a long tail, in panels of Gauss and Legendre.
 */
public final class CountSums {

  /** A function of a count and the log of its mass. */
  @FunctionalInterface
  public interface Term {
    /** What a count adds to the expectation, without its mass. */
    double at(double k, double logMass);
  }

  private static final double BROAD = 1024; // standard deviations
  private static final double REACH = 12; // in standard deviations: exp(-72)
  private static final double STEPS = 8; // in a standard deviation
  private static final double TAIL = 64; // of its scale: exp(-64)
  private static final double NOTHING = 1e-22;
  private static final double EACH = 1 << 16; // counts one by one before panels
  private static final double MOST = 1 << 26; // counts of a family that has no panels
  private static final double PANEL = 1.25; // its end by its start: 3 deviations, or a tail's part

  private CountSums() {}

  /**
   * E[f(k)] for a family with these parameters; NaN where moments are infinite, counts so large
   * that neighbours are equal, or more than 2^26 counts would be summed one by one.
   */
  public static double mean(CountFamily family, double[] at, Term f) {
    for (double each : at) {
      if (Double.isNaN(each)) {
        return Double.NaN;
      }
    }
    double first = family.first(at);
    double last = family.last(at);
    double mean = family.mean(at);
    double deviation = Math.sqrt(family.variance(at));
    if (Double.isNaN(mean)) {
      if (last - first > MOST) {
        return Double.NaN;
      }
      double sum = 0;
      for (double k = first; k <= last; k++) {
        sum += weighted(family, at, k, f);
      }
      return sum;
    } else if (!(deviation < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    } else if (deviation > BROAD && mean > (REACH + 2) * deviation) {
      double step = deviation / STEPS;
      double sum = 0;
      for (int i = -(int) (REACH * STEPS); i <= REACH * STEPS; i++) {
        sum += weighted(family, at, mean + i * step, f);
      }
      return sum * step;
    } else if (deviation > BROAD) {
      return isCrowded(TAIL * (deviation / mean) * deviation)
          ? Double.NaN
          : upwards(family, at, first, mean, deviation, f);
    }
    double centre = Math.min(Math.floor(mean), last);
    if (isCrowded(centre)) {
      return Double.NaN;
    }
    double sum = 0;
    for (double k = centre; k >= first; k--) {
      double term = weighted(family, at, k, f);
      sum += term;
      if (k < centre - 8 * deviation - 8 && Math.abs(term) < NOTHING) {
        break;
      }
    }
    return sum + upwards(family, at, centre + 1, centre, deviation, f);
  }

  private static double upwards(
      CountFamily family, double[] at, double from, double centre, double deviation, Term f) {
    double last = family.last(at);
    double sum = 0;
    double k = from;
    for (; k <= last && k < from + EACH; k++) {
      double term = weighted(family, at, k, f);
      sum += term;
      if (k > centre + 8 * deviation + 8 && Math.abs(term) < NOTHING) {
        return sum;
      }
    }
    double start = k - 0.5;
    while (start < last + 0.5) {
      double end = Math.min(PANEL * start, last + 0.5);
      double panel = 0;
      for (int i = 0; i < GaussLegendre.SIZE; i++) {
        double x = start + (end - start) * GaussLegendre.node(i);
        panel += GaussLegendre.weight(i) * (end - start) * weighted(family, at, x, f);
      }
      sum += panel;
      if (start > centre + 8 * deviation && Math.abs(panel) < NOTHING) {
        break;
      }
      start = end;
    }
    return sum;
  }

  /** Whether a count is its own successor, so that no loop would pass it. */
  private static boolean isCrowded(double k) {
    return k + 1 == k;
  }

  private static double weighted(CountFamily family, double[] at, double k, Term f) {
    double logMass = family.logMass(at, k);
    return logMass == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logMass) * f.at(k, logMass);
  }

  /** E[f(k) d log p(k) / dθ_i]. */
  public static double slope(CountFamily family, double[] at, int i, Term f) {
    return mean(family, at, (k, logMass) -> f.at(k, logMass) * family.score(at, i, k));
  }

  /** The smallest count of a finite support of at most 2^26 with probability p up to it, or NaN. */
  public static double quantile(CountFamily family, double[] at, double p) {
    if (!(p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    double first = family.first(at);
    double last = family.last(at);
    if (last - first > MOST) {
      return Double.NaN;
    }
    double sum = 0;
    for (double k = first; k < last; k++) {
      sum += Math.exp(family.logMass(at, k));
      if (sum >= p) {
        return k;
      }
    }
    return last;
  }
}
