package org.borch.infer.evidence;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.borch.infer.diagnostics.Mcse;

/**
 * The ratio of two densities' integrals from draws of both, by the bridge between them whose error
 * is least (Meng and Wong 1996, equation 4.1; as the acceptance ratio, Bennett 1976). Where the
 * iteration that defines it ends is the root of a function that falls, which bisection finds.
 *
 * @param logRatio log of the upper integral over the lower one
 * @param ofUpper of each draw from the upper density how much it moves the logarithm, times their
 *     number; the mean is 0: [chains][draws]
 * @param ofLower of each draw from the lower one
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one computation
record OptimalBridge(double logRatio, double[][] ofUpper, double[][] ofLower) {

  private static final int BISECTIONS = 200;

  /** The root may lie beyond the draws' own ratios by the logarithm of their number. */
  private static final double MARGIN = 50;

  /**
   * A bridge.
   *
   * @param upper log of upper over lower density, unnormalised, at draws from the upper one:
   *     [chains][draws]
   * @param lower the same at draws from the lower one
   * @param shareOfUpper how many effective draws the upper ones are, as a share of all
   */
  static OptimalBridge of(double[][] upper, double[][] lower, double shareOfUpper) {
    DoubleSummaryStatistics range =
        DoubleStream.concat(flat(upper), flat(lower)).filter(Double::isFinite).summaryStatistics();
    double low = range.getMin() - MARGIN;
    double high = range.getMax() + MARGIN;
    for (int i = 0; i < BISECTIONS && low < high; i++) {
      double middle = 0.5 * (low + high);
      double atLower = flat(lower(lower, middle, shareOfUpper)).average().orElseThrow();
      double atUpper = flat(upper(upper, middle, shareOfUpper)).average().orElseThrow();
      if (middle == low || middle == high) {
        break;
      }
      if (atLower > atUpper) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double root = 0.5 * (low + high);
    return new OptimalBridge(
        root,
        influence(upper(upper, root, shareOfUpper), -1),
        influence(lower(lower, root, shareOfUpper), 1));
  }

  /** r / (s₁ l + s₂ r) at the draws from the upper density. */
  private static double[][] upper(double[][] logs, double logRatio, double share) {
    return map(logs, log -> 1 / (1 - share + share * Math.exp(log - logRatio)));
  }

  /** l / (s₁ l + s₂ r) at those from the lower one. */
  private static double[][] lower(double[][] logs, double logRatio, double share) {
    return map(logs, log -> 1 / (share + (1 - share) * Math.exp(logRatio - log)));
  }

  private static double[][] influence(double[][] terms, double sign) {
    double mean = flat(terms).average().orElseThrow();
    return map(terms, term -> sign * (term / mean - 1));
  }

  private static double[][] map(double[][] table, DoubleUnaryOperator function) {
    return Arrays.stream(table)
        .map(row -> Arrays.stream(row).map(function).toArray())
        .toArray(double[][]::new);
  }

  private static DoubleStream flat(double[][] table) {
    return Arrays.stream(table).flatMapToDouble(Arrays::stream);
  }

  /** The standard error of the mean of correlated numbers; 0 if all are equal. */
  static double error(double[][] influence) {
    boolean isConstant = flat(influence).distinct().limit(2).count() < 2;
    return isConstant ? 0 : Mcse.mean(influence);
  }
}
