package org.borch.infer.diagnostics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The draws of one quantity, {@code [chains][draws]}: checks, splitting, moments. */
final class ChainTable {

  /** Below this a half chain has too few lags for a pair of autocorrelations. */
  private static final int MIN_DRAWS = 4;

  private ChainTable() {}

  /**
   * The same chains, after a look at their shape.
   *
   * @throws IllegalArgumentException if there are no chains, no draws or chains of unequal length
   */
  static double[][] require(double[][] chains) {
    if (chains.length == 0) {
      throw new IllegalArgumentException("chains: got none, expected at least 1");
    }
    for (int c = 0; c < chains.length; c++) {
      if (chains[c].length == 0) {
        throw new IllegalArgumentException(
            "chains[" + c + "] has no draws, expected at least 1 in each chain");
      }
      if (chains[c].length != chains[0].length) {
        throw new IllegalArgumentException(
            "chains["
                + c
                + "] has "
                + chains[c].length
                + " draws and chains[0] has "
                + chains[0].length
                + ", expected equal lengths; cut them to the shortest");
      }
    }
    return chains;
  }

  /**
   * Whether convergence means anything for these chains: finite, not all equal and at least 4 draws
   * in each. Where it does not, diagnostics are NaN, as in posterior and ArviZ.
   */
  static boolean defined(double[][] chains) {
    return chains[0].length >= MIN_DRAWS && finite(chains) && !constant(chains);
  }

  static boolean finite(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  static boolean constant(double[][] chains) {
    double first = chains[0][0];
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).allMatch(x -> x == first);
  }

  /** First and second half of each chain as chains; the middle draw of an odd length is dropped. */
  static double[][] split(double[][] chains) {
    int n = chains[0].length;
    double[][] halves = new double[2 * chains.length][];
    for (int c = 0; c < chains.length; c++) {
      halves[2 * c] = Arrays.copyOf(chains[c], n / 2);
      halves[2 * c + 1] = Arrays.copyOfRange(chains[c], n - n / 2, n);
    }
    return halves;
  }

  static double[][] map(double[][] chains, DoubleUnaryOperator f) {
    return Arrays.stream(chains)
        .map(chain -> Arrays.stream(chain).map(f).toArray())
        .toArray(double[][]::new);
  }

  /** All draws, chain after chain. */
  static double[] flat(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
  }

  /** The mean, in two passes: the second one adds what rounding took from the first. */
  static double mean(double[] x) {
    double first = sum(x) / x.length;
    if (!Double.isFinite(first)) {
      return first;
    }
    double rest = 0;
    for (double each : x) {
      rest += each - first;
    }
    return first + rest / x.length;
  }

  /** The sum of squares about the mean over n - 1; NaN for one number. */
  static double variance(double[] x) {
    double mean = mean(x);
    double squares = 0;
    for (double each : x) {
      squares += (each - mean) * (each - mean);
    }
    return x.length < 2 ? Double.NaN : squares / (x.length - 1);
  }

  static double sum(double[] x) {
    double sum = 0;
    for (double each : x) {
      sum += each;
    }
    return sum;
  }

  /** {@code log(sum(exp(x)))} without overflow. */
  static double logSumExp(double[] x) {
    double max = Arrays.stream(x).max().orElse(Double.NEGATIVE_INFINITY);
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double each : x) {
      sum += Math.exp(each - max);
    }
    return max + Math.log(sum);
  }
}
