package org.borch.tensor.number;

/**
 * The sine model of two angles, density in proportion to exp(a cos x + b cos y + c sin x sin y), by
 * its normaliser Σ_m (2m choose m) (c/2)^2m I_m(a) a^-m I_m(b) b^-m, all of whose terms are
 * positive, and by the marginal of x, which is exp(a cos x) I_0(√(b² + c² sin² x)).
 *
 * <p>Singh, Hnizdo and Demchuk 2002, "Probabilistic model for two dependent circular variables".
 */
public final class SineVonMises {

  /** Terms below exp(-40) of the largest are nothing. */
  private static final double NOTHING = -40;

  private static final int MOST = 1 << 20;
  private static final double ROUNDING = 4e-16;

  /** A function of a term: its number m and I_(m+1)/I_m at a and at b. */
  @FunctionalInterface
  private interface Weight {
    double at(int m, double ratioA, double ratioB);
  }

  private SineVonMises() {}

  /** The log of the sum, without exp(a + b). */
  public static double logSum(double a, double b, double c) {
    return sum(a, b, c, (m, ratioA, ratioB) -> 1)[0];
  }

  /**
   * The derivative of {@link #logSum} in argument i: E[cos x] - 1, E[cos y] - 1, E[sin x sin y].
   */
  public static double slope(int i, double a, double b, double c) {
    if (i == 2 && c == 0) {
      return 0;
    }
    return sum(a, b, c, (m, ratioA, ratioB) -> slopeOfTerm(i, c, m, ratioA, ratioB))[1];
  }

  /** The second derivative in arguments i and j. */
  public static double slope(int i, int j, double a, double b, double c) {
    if (c == 0 && (i == 2 || j == 2)) {
      return i == j
          ? overArgument(0, BesselI.ratio(0, a), a) * overArgument(0, BesselI.ratio(0, b), b)
          : 0;
    }
    double[] kappas = {a, b};
    double curved =
        sum(
            a,
            b,
            c,
            (m, ratioA, ratioB) -> {
              double own = slopeOfTerm(i, c, m, ratioA, ratioB);
              double product = own * slopeOfTerm(j, c, m, ratioA, ratioB);
              if (i != j) {
                return product;
              }
              double ratio = i == 0 ? ratioA : ratioB;
              return product
                  + (i == 2
                      ? -2 * m / (c * c)
                      : 1 - ratio * ratio - (2 * m + 1) * overArgument(m, ratio, kappas[i]));
            })[1];
    return curved - slope(i, a, b, c) * slope(j, a, b, c);
  }

  private static double slopeOfTerm(int i, double c, int m, double ratioA, double ratioB) {
    return i == 2 ? 2 * m / c : (i == 0 ? ratioA : ratioB) - 1;
  }

  /** The log of the sum of the terms, and the average of a weight over them. */
  private static double[] sum(double a, double b, double c, Weight weight) {
    if (!(a >= 0 && b >= 0 && Math.abs(c) < Double.POSITIVE_INFINITY)) {
      return new double[] {Double.NaN, Double.NaN};
    }
    double logTerm = BesselI.logScaled(0, a) + BesselI.logScaled(0, b);
    double logStep = 2 * Math.log(Math.abs(c) / 2);
    double highest = logTerm;
    double sum = 0;
    double weighted = 0;
    for (int m = 0; m < MOST; m++) {
      double ratioA = BesselI.ratio(m, a);
      double ratioB = BesselI.ratio(m, b);
      if (logTerm > highest) {
        double shrink = Math.exp(highest - logTerm);
        sum *= shrink;
        weighted *= shrink;
        highest = logTerm;
      }
      double term = Math.exp(logTerm - highest);
      sum += term;
      weighted += term * weight.at(m, ratioA, ratioB);
      double next =
          logStep
              + Math.log(2 * (2.0 * m + 1) / (m + 1))
              + Math.log(overArgument(m, ratioA, a))
              + Math.log(overArgument(m, ratioB, b));
      if (!(next > 0) && !(logTerm + next - highest > NOTHING)) {
        return new double[] {highest + Math.log(sum), weighted / sum};
      }
      logTerm += next;
    }
    return new double[] {Double.NaN, Double.NaN};
  }

  private static double overArgument(int m, double ratio, double x) {
    return x == 0 ? 1.0 / (2 * m + 2) : ratio / x;
  }

  /** The quantile of x, from -π to π: panels of Gauss and Legendre from 0, then Newton's method. */
  public static double quantile(double a, double b, double c, double p) {
    double logSum = logSum(a, b, c);
    if (!(p >= 0 && p <= 1) || Double.isNaN(logSum)) {
      return Double.NaN;
    }
    double wanted = Math.abs(p - 0.5);
    int panels = 1 + (int) Math.ceil(Math.sqrt(a + b + Math.abs(c)) / 2);
    double width = Math.PI / panels;
    double low = 0;
    double below = 0;
    while (low + width < Math.PI * (1 - ROUNDING)) {
      double mass = mass(a, b, c, logSum, low, low + width);
      if (below + mass > wanted) {
        break;
      }
      below += mass;
      low += width;
    }
    double from = low;
    double high = low + width;
    double z = low + width / 2;
    for (int i = 0; i < 60; i++) {
      double gap = below + mass(a, b, c, logSum, from, z) - wanted;
      if (gap > 0) {
        high = z;
      } else {
        low = z;
      }
      double newton = z - gap / marginal(a, b, c, logSum, z);
      double next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - z) <= ROUNDING * z) {
        break;
      }
      z = next;
    }
    return p < 0.5 ? -z : z;
  }

  private static double mass(double a, double b, double c, double logSum, double from, double to) {
    double sum = 0;
    for (int i = 0; i < GaussLegendre.SIZE; i++) {
      double z = from + (to - from) * GaussLegendre.node(i);
      sum += GaussLegendre.weight(i) * marginal(a, b, c, logSum, z);
    }
    return sum * (to - from);
  }

  private static double marginal(double a, double b, double c, double logSum, double z) {
    double half = Math.sin(z / 2);
    double sine = c * Math.sin(z);
    double radius = Math.hypot(b, sine);
    double excess = sine == 0 ? 0 : sine * sine / (radius + b); // radius - b
    double log = -2 * a * half * half + excess + BesselI.logScaled(0, radius) - logSum;
    return Math.exp(log) / (2 * Math.PI);
  }
}
