package org.borch.infer.diagnostics;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Log-likelihoods {@code [points][chains][draws]} and sums over points. */
final class Pointwise {

  private static final int NAMED = 10;

  private Pointwise() {}

  /**
   * The same numbers, after a look at them.
   *
   * @throws IllegalArgumentException if there are no points or draws, the points have different
   *     chains or draws, or a number is not finite
   */
  static double[][][] require(double[][][] logLikelihood) {
    if (logLikelihood.length == 0) {
      throw new IllegalArgumentException("logLikelihood: got no points, expected at least 1");
    }
    double[][] first = ChainTable.require(logLikelihood[0]);
    for (int i = 0; i < logLikelihood.length; i++) {
      double[][] chains = ChainTable.require(logLikelihood[i]);
      if (chains.length != first.length || chains[0].length != first[0].length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "logLikelihood[%d] has (%d, %d) chains and draws, logLikelihood[0] (%d, %d);"
                    + " expected [points][chains][draws]",
                i,
                chains.length,
                chains[0].length,
                first.length,
                first[0].length));
      }
      requireFinite(chains, i);
    }
    if (first.length * first[0].length < 2) {
      throw new IllegalArgumentException("logLikelihood: got 1 draw, expected at least 2");
    }
    return logLikelihood;
  }

  private static void requireFinite(double[][] chains, int point) {
    for (int c = 0; c < chains.length; c++) {
      for (int d = 0; d < chains[c].length; d++) {
        if (!Double.isFinite(chains[c][d])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "logLikelihood[%d][%d][%d] is %s, expected finite; a draw that makes an observed"
                      + " point impossible cannot be reweighted, so look at that point's density",
                  point,
                  c,
                  d,
                  chains[c][d]));
        }
      }
    }
  }

  /** The log of the posterior mean of a point's likelihood (equation 3). */
  static double logMean(double[] logLikelihood) {
    return ChainTable.logSumExp(logLikelihood) - Math.log(logLikelihood.length);
  }

  static double sum(List<Double> points) {
    return points.stream().mapToDouble(Double::doubleValue).sum();
  }

  static double standardError(List<Double> points) {
    double[] values = points.stream().mapToDouble(Double::doubleValue).toArray();
    return Math.sqrt(values.length * ChainTable.variance(values));
  }

  /** The first of many indices. */
  static String some(List<Integer> indices) {
    String first =
        indices.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    return indices.size() > NAMED ? first + ", ..." : first;
  }

  /** {@code elpd_loo -38.0 ± 7.4, p_loo 5.0 ± 3.0} and the warnings, a line each. */
  static String table(PenalizedElpd elpd) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "elpd_%1$s %2$.1f ± %3$.1f, p_%1$s %4$.1f ± %5$.1f%n",
            elpd.method(),
            elpd.value(),
            elpd.standardError(),
            elpd.penalty(),
            elpd.penaltyStandardError()));
    elpd.warnings().forEach(warning -> text.append(warning).append(System.lineSeparator()));
    return text.toString();
  }
}
