package org.borch.tensor.number;

/**
 * Probabilities and quantiles of counts without an end, one count after the other: from the
 * argument outwards, so that a small probability keeps its digits. That takes time in proportion to
 * the standard deviation; NaN where it would be more than 2^26 counts.
 */
public final class CountTails {

  private static final double REACH = 8; // in standard deviations
  private static final double LOW = 40; // exp(-800): nothing is below, where tails are a bell's
  private static final double NOTHING = -80; // a log mass
  private static final double ROUNDING = 1e-18; // relative
  private static final double MOST = 1 << 26;

  private CountTails() {}

  /** The sum of f over the counts above x, or up to it, times their masses. */
  public static double part(
      CountFamily family, double[] at, double x, boolean isAbove, CountSums.Term f) {
    double top = top(family, at);
    double first = family.first(at);
    if (!(top - first <= MOST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    double centre = Math.floor(family.mean(at));
    double far = REACH * Math.sqrt(family.variance(at)) + REACH;
    double step = isAbove ? 1 : -1;
    double start = isAbove ? Math.max(first, Math.floor(x) + 1) : Math.min(Math.floor(x), top);
    double sum = 0;
    if (isAbove && start > MOST * MOST) {
      return sum; // where counts are their own successors
    }
    for (double k = start; k >= first && (k <= top || k < start + far); k += step) {
      double logMass = family.logMass(at, k);
      double term = Math.exp(logMass) * f.at(k, logMass);
      sum += term;
      if (step * (k - centre) > far && Math.abs(term) <= ROUNDING * Math.abs(sum)) {
        break;
      }
    }
    return sum;
  }

  /** The smallest count with probability p up to it. */
  public static double quantile(CountFamily family, double[] at, double p) {
    double top = top(family, at);
    double first = family.first(at);
    if (!(p >= 0 && p <= 1) || !(top - first <= MOST)) {
      return Double.NaN;
    } else if (p == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    if (p < 0.5) {
      double deviation = Math.sqrt(family.variance(at));
      double k = Math.max(first, Math.floor(family.mean(at) - LOW * (deviation + 1)));
      for (; k < top; k++) {
        sum += Math.exp(family.logMass(at, k));
        if (sum >= p) {
          break;
        }
      }
      return k;
    }
    double k = top;
    for (; k > first; k--) {
      sum += Math.exp(family.logMass(at, k));
      if (sum > 1 - p) {
        break;
      }
    }
    return k;
  }

  /** A count above which there is nothing. */
  private static double top(CountFamily family, double[] at) {
    double step = REACH * (Math.sqrt(family.variance(at)) + 1);
    double k = Math.floor(family.mean(at)) + Math.ceil(step);
    while (k < MOST * MOST && family.logMass(at, k) > NOTHING) {
      k += Math.ceil(step);
      step *= 2;
    }
    return k;
  }
}
