package org.borch.infer.diagnostics;

import java.util.Arrays;
import org.borch.tensor.number.IncompleteQuantiles;

/**
 * Monte Carlo standard errors: how far an estimate from these draws may be from what infinitely
 * many would give. Digits below it are noise.
 *
 * <p>{@code chains} is {@code [chains][draws]}; NaN where {@link Ess} is, in the units of the draws
 * otherwise. Source: Vehtari et al. (2021), see {@link RHat}.
 */
public final class Mcse {

  /** Normal probabilities of one standard error below and above. */
  private static final double BELOW = 0.1586553;

  private static final double ABOVE = 0.8413447;

  private Mcse() {}

  /** Of the mean: the standard deviation over the root of its effective sample size. */
  public static double mean(double[][] chains) {
    Scaled scaled = Scaled.of(ChainTable.require(chains));
    double variance = ChainTable.variance(ChainTable.flat(scaled.chains()));
    return scaled.unit() * Math.sqrt(variance / Ess.mean(chains));
  }

  /** Of the standard deviation: the error of the variance, carried through the square root. */
  public static double sd(double[][] chains) {
    Scaled scaled = Scaled.of(ChainTable.require(chains));
    double mean = ChainTable.mean(ChainTable.flat(scaled.chains()));
    double[][] squares = ChainTable.map(scaled.chains(), x -> (x - mean) * (x - mean));
    double variance = ChainTable.mean(ChainTable.flat(squares));
    double fourth = ChainTable.mean(ChainTable.flat(ChainTable.map(squares, x -> x * x)));
    double errorOfVariance = (fourth - variance * variance) / Ess.mean(squares);
    return scaled.unit() * Math.sqrt(errorOfVariance / variance) / 2;
  }

  /**
   * Of a quantile: half the distance between the draws that a Beta law of the quantile's own
   * probability puts one standard error below and above it.
   *
   * @param probability of the quantile, in (0, 1)
   */
  public static double quantile(double[][] chains, double probability) {
    double ess = Ess.quantile(chains, probability);
    if (Double.isNaN(ess)) {
      return Double.NaN;
    }
    double[] sorted = Arrays.stream(ChainTable.flat(chains)).sorted().toArray();
    double a = ess * probability + 1;
    double b = ess * (1 - probability) + 1;
    // Ranks count from 1.
    double low = Math.max(Math.floor(IncompleteQuantiles.beta(a, b, BELOW) * sorted.length), 1);
    double high =
        Math.min(Math.ceil(IncompleteQuantiles.beta(a, b, ABOVE) * sorted.length), sorted.length);
    return sorted[(int) high - 1] / 2 - sorted[(int) low - 1] / 2;
  }

  /** Of the median. */
  public static double median(double[][] chains) {
    return quantile(chains, 0.5);
  }
}
