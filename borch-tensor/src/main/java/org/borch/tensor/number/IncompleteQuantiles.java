package org.borch.tensor.number;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The inverses of the incomplete gamma and beta functions in their last argument, and of the
 * cumulative probabilities of counts that they give. The smaller tail is what is matched, so that
 * both keep their digits.
 */
public final class IncompleteQuantiles {

  private static final int STEPS = 200;
  private static final double CLOSE = 1e-15;

  /** Beyond, exp overflows or its reciprocal is denormal. */
  private static final double LOG_RANGE = 708;

  private IncompleteQuantiles() {}

  /** A tail's probability at exp(t) or sigmoid(t), and its derivative by t. */
  private interface Tail {
    double at(double t);

    double slope(double t);
  }

  /** The x with P(a, x) = p, or Q(a, x) = p. */
  public static double gamma(double a, double p, boolean isLower) {
    if (!(a > 0 && p > 0 && p < 1)) {
      return !(a > 0 && (p == 0 || p == 1))
          ? Double.NaN
          : isLower == (p == 0) ? 0 : Double.POSITIVE_INFINITY;
    }
    double below = isLower ? p : 1 - p;
    double above = isLower ? 1 - p : p;
    boolean lower = below <= above;
    double z = isLower ? SpecialFunctions.normalQuantile(p) : -SpecialFunctions.normalQuantile(p);
    double atZero = (Math.log(below) + SpecialFunctions.logGamma(a + 1)) / a; // P ~ x^a / Γ(a+1)
    double root = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a)); // Wilson and Hilferty
    double start = a > 1 && root > 0.1 ? Math.log(a) + 3 * Math.log(root) : atZero;
    Tail tail =
        new Tail() {
          @Override
          public double at(double t) {
            double x = Math.exp(t);
            return lower ? RegularizedGamma.P.value(a, x) : RegularizedGamma.Q.value(a, x);
          }

          @Override
          public double slope(double t) {
            double x = Math.exp(t);
            return x * RegularizedGamma.P.derivative(a, x);
          }
        };
    return Math.exp(solve(tail, lower ? below : above, lower, start));
  }

  /** The x with I_x(a, b) = p. */
  public static double beta(double a, double b, double p) {
    if (!(a > 0 && b > 0 && p > 0 && p < 1)) {
      return a > 0 && b > 0 && (p == 0 || p == 1) ? p : Double.NaN;
    }
    boolean lower = p <= 0.5;
    double z = SpecialFunctions.normalQuantile(p);
    double start = Math.log(a / b) + z * Math.sqrt(1 / a + 1 / b);
    Tail tail =
        new Tail() {
          @Override
          public double at(double t) {
            return t < 0
                ? lower ? RegularizedBeta.value(x(t), a, b) : RegularizedBeta.complement(x(t), a, b)
                : lower
                    ? RegularizedBeta.complement(x(-t), b, a)
                    : RegularizedBeta.value(x(-t), b, a);
          }

          @Override
          public double slope(double t) {
            double share = x(-Math.abs(t));
            double density =
                t < 0
                    ? RegularizedBeta.derivative(share, a, b)
                    : RegularizedBeta.derivative(share, b, a);
            return share * (1 - share) * density;
          }

          private double x(double u) {
            return Math.exp(u) / (1 + Math.exp(u));
          }
        };
    double t = solve(tail, lower ? p : 1 - p, lower, start);
    return 1 / (1 + Math.exp(-t));
  }

  /**
   * The t at which a tail has a probability: Newton's steps on its logarithm, which is concave,
   * within a bracket that shrinks.
   */
  private static double solve(Tail tail, double probability, boolean rises, double start) {
    double low = -LOG_RANGE;
    double high = LOG_RANGE;
    double t = Math.min(Math.max(start, low + 1), high - 1);
    for (int step = 0; step < STEPS; step++) {
      double value = tail.at(t);
      if (value > probability == rises) {
        high = t;
      } else {
        low = t;
      }
      double slope = tail.slope(t) / value;
      double change = Math.log(probability / value) / (rises ? slope : -slope);
      double next = t + change;
      if (!(next > low && next < high)) {
        next = 0.5 * (low + high);
      }
      if (Math.abs(next - t) <= CLOSE * Math.max(1, Math.abs(t))) {
        return next;
      }
      t = next;
    }
    return t;
  }

  /** The smallest k of Poisson(rate) with cumulative probability at least p. */
  public static double poisson(double p, double rate) {
    if (!(rate >= 0)) {
      return Double.NaN;
    }
    return smallest(
        p,
        k -> rate == 0 ? 1 : RegularizedGamma.Q.value(k + 1, rate),
        rate + SpecialFunctions.normalQuantile(p) * Math.sqrt(rate),
        Double.POSITIVE_INFINITY);
  }

  /** The smallest k of Binomial(n, probs) with cumulative probability at least p. */
  public static double binomial(double p, double n, double probs) {
    if (!(n >= 0 && probs >= 0 && probs <= 1)) {
      return Double.NaN;
    }
    double deviation = Math.sqrt(n * probs * (1 - probs));
    return smallest(
        p,
        k -> k >= n ? 1 : RegularizedBeta.complement(probs, k + 1, n - k),
        n * probs + SpecialFunctions.normalQuantile(p) * deviation,
        Math.floor(n));
  }

  /** The smallest k of NegativeBinomial(count, probs) with cumulative probability at least p. */
  public static double negativeBinomial(double p, double count, double probs) {
    if (!(count > 0 && probs >= 0 && probs < 1)) {
      return Double.NaN;
    }
    double mean = count * probs / (1 - probs);
    double deviation = Math.sqrt(mean / (1 - probs));
    return smallest(
        p,
        k -> probs == 0 ? 1 : RegularizedBeta.complement(probs, k + 1, count),
        mean + SpecialFunctions.normalQuantile(p) * deviation,
        Double.POSITIVE_INFINITY);
  }

  /** By steps that double, then by halving. */
  private static double smallest(double p, DoubleUnaryOperator cdf, double guess, double most) {
    if (!(p >= 0 && p <= 1)) {
      return Double.NaN;
    } else if (p == 1) {
      return most;
    }
    double at = Math.max(0, Math.min(most, Math.floor(Double.isFinite(guess) ? guess : 0)));
    double below = at - 1; // cdf < p here, or -1
    double enough = at; // cdf >= p here
    double step = 1;
    if (cdf.applyAsDouble(at) >= p) {
      while (below >= 0 && cdf.applyAsDouble(below) >= p) {
        enough = below;
        below = Math.max(-1, below - step);
        step *= 2;
      }
    } else {
      do {
        below = enough;
        enough = Math.min(most, enough + step);
        step *= 2;
      } while (enough < most && cdf.applyAsDouble(enough) < p);
    }
    while (enough - below > 1) {
      double middle = Math.floor(0.5 * (below + enough));
      if (middle <= below || middle >= enough) {
        break; // counts beyond 2^53 have no neighbours
      }
      if (cdf.applyAsDouble(middle) >= p) {
        enough = middle;
      } else {
        below = middle;
      }
    }
    return enough;
  }
}
