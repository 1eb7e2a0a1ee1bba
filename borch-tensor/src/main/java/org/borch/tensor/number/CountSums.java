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
  private static final double NOTHING = 1e-22;
  private static final double EACH = 1 << 16; // counts one by one before panels
  private static final double MOST = 1 << 26; // counts of a family that is summed one by one

  private CountSums() {}

  /**
   * E[f(k)] for a family with these parameters; NaN where one or the mean is not finite, or where
   * more counts than 2^26 would have to be summed one by one.
   */
  public static double mean(CountFamily family, double[] at, Term f) {
    for (double each : at) {
      if (!Double.isFinite(each)) {
        return Double.NaN;
      }
    }
    double first = family.first(at);
    double last = family.last(at);
    double mean = family.mean(at);
    if (Double.isInfinite(mean)) {
      return Double.NaN;
    }
    double deviation = Math.sqrt(family.variance(at));
    if (Double.isNaN(mean)) {
      double sum = last - first > MOST ? Double.NaN : 0;
      for (double k = first; k <= last && !Double.isNaN(sum); k++) {
        sum += weighted(family, at, k, f);
      }
      return sum;
    } else if (deviation > BROAD && mean > (REACH + 2) * deviation) {
      double step = deviation / STEPS;
      double sum = 0;
      for (int i = -(int) (REACH * STEPS); i <= REACH * STEPS; i++) {
        sum += weighted(family, at, mean + i * step, f);
      }
      return sum * step;
    }
    double centre = Math.min(Math.floor(mean), last);
    return below(family, at, centre, deviation, f) + above(family, at, centre, deviation, f);
  }

  /** From the centre down: one by one, where that would be long in panels, near the first again. */
  private static double below(
      CountFamily family, double[] at, double centre, double deviation, Term f) {
    double first = family.first(at);
    double sum = 0;
    double k = centre;
    for (; k >= first && k > centre - EACH; k--) {
      double term = weighted(family, at, k, f);
      sum += term;
      if (k < centre - 8 * deviation - 8 && Math.abs(term) < NOTHING) {
        return sum;
      }
    }
    double end = k + 0.5;
    while (end > first + EACH) {
      double start = Math.max(Math.floor(end / 2), first) + 0.5;
      sum += panel(family, at, start, end, f);
      end = start;
    }
    for (k = end - 0.5; k >= first; k--) {
      sum += weighted(family, at, k, f);
    }
    return sum;
  }

  private static double above(
      CountFamily family, double[] at, double centre, double deviation, Term f) {
    double last = family.last(at);
    double sum = 0;
    double k = centre + 1;
    for (; k <= last && k < centre + EACH; k++) {
      double term = weighted(family, at, k, f);
      sum += term;
      if (k > centre + 8 * deviation + 8 && Math.abs(term) < NOTHING) {
        return sum;
      }
    }
    double start = k - 0.5;
    while (start < last + 0.5) {
      double end = Math.min(2 * start, last + 0.5);
      double panel = panel(family, at, start, end, f);
      sum += panel;
      if (start > centre + 8 * deviation && Math.abs(panel) < NOTHING) {
        break;
      }
      start = end;
    }
    return sum;
  }

  private static double panel(CountFamily family, double[] at, double start, double end, Term f) {
    double panel = 0;
    for (int i = 0; i < GaussLegendre.SIZE; i++) {
      double x = start + (end - start) * GaussLegendre.node(i);
      panel += GaussLegendre.weight(i) * (end - start) * weighted(family, at, x, f);
    }
    return panel;
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
    double first = family.first(at);
    double last = family.last(at);
    if (!(p >= 0 && p <= 1) || !(last - first <= MOST)) {
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
