package org.borch.infer.diagnostics;

import java.util.Arrays;
import java.util.List;

/**
 * Effective sample size: how many independent draws would estimate a quantity as well. {@link
 * #bulk} and {@link #tail} judge a run (at least 100 for each chain); {@link #mean}, {@link #sd}
 * and {@link #quantile} belong to one estimate each and are what {@link Mcse} uses.
 *
 * <p>{@code chains} is {@code [chains][draws]}; each chain is cut into halves. At most {@code S
 * log10(S)} for S draws in all. NaN, as in posterior and ArviZ, if a draw is not finite, all draws
 * are equal or a chain has fewer than 4. Chains of unequal length are an {@link
 * IllegalArgumentException}.
 *
 * <p>Source: Vehtari et al. (2021), see {@link RHat}; truncation by Geyer (1992), "Practical Markov
 * chain Monte Carlo", Statistical Science 7, section 3.3.
 */
public final class Ess {

  private Ess() {}

  /** For the centre: of rank-normalised draws. */
  public static double bulk(double[][] chains) {
    if (!ChainTable.defined(ChainTable.require(chains))) {
      return Double.NaN;
    }
    return unsplit(NormalScores.of(ChainTable.split(chains)));
  }

  /** The smaller of those for the 5 % and the 95 % quantile; NaN if one of them is. */
  public static double tail(double[][] chains) {
    return Math.min(quantile(chains, 0.05), quantile(chains, 0.95));
  }

  /** For the mean. */
  public static double mean(double[][] chains) {
    return unsplit(ChainTable.split(ChainTable.require(chains)));
  }

  /** For the standard deviation: of distances from the mean. */
  public static double sd(double[][] chains) {
    double mean = ChainTable.mean(ChainTable.flat(ChainTable.require(chains)));
    return mean(ChainTable.map(chains, x -> Math.abs(x - mean)));
  }

  /** For the median. */
  public static double median(double[][] chains) {
    return quantile(chains, 0.5);
  }

  /**
   * For a quantile: of the indicators of draws up to it. NaN, too, if no draw lies above it.
   *
   * @param probability of the quantile, in (0, 1)
   */
  public static double quantile(double[][] chains, double probability) {
    Quantile.requireProbability(probability);
    if (!ChainTable.defined(ChainTable.require(chains))) {
      return Double.NaN;
    }
    double[] sorted = Arrays.stream(ChainTable.flat(chains)).sorted().toArray();
    double quantile = Quantile.ofSorted(sorted, probability);
    return mean(ChainTable.map(chains, x -> x <= quantile ? 1 : 0));
  }

  /**
   * Of chains as they are: {@code S / tau} with the autocorrelation of all chains together and tau
   * over Geyer's initial monotone sequence.
   */
  static double unsplit(double[][] chains) {
    int n = chains[0].length;
    if (n < 2 || !ChainTable.finite(chains) || ChainTable.constant(chains)) {
      return Double.NaN;
    }
    Combined combined = Combined.of(chains);
    double draws = (double) chains.length * n;
    // Antithetic chains: tau near 0 is mostly noise, hence the bound.
    return draws / Math.max(tau(combined, n), 1 / Math.log10(draws));
  }

  /** 1 + 2 sum of the autocorrelations, in pairs (2t, 2t+1) as long as a pair's sum is positive. */
  private static double tau(Combined rho, int n) {
    double tau = -1;
    double even = 1;
    double odd = rho.at(1);
    double previous = Double.POSITIVE_INFINITY;
    int lag = 0;
    // The last lags rest on few products; a very short chain keeps its first pair all the same.
    while (even + odd > 0 && lag < Math.max(n - 5, 1)) {
      double pair = Math.min(even + odd, previous); // monotone: no pair above the one before it
      tau += 2 * pair;
      previous = pair;
      lag += 2;
      even = rho.at(lag);
      odd = rho.at(lag + 1);
    }
    // The even half of the first pair left out reduces the variance for antithetic chains.
    return tau + Math.max(even, 0);
  }

  /** The autocorrelation of several chains together: 1 - (W - mean covariance) / var+. */
  private record Combined(List<Autocorrelation> chains, double within, double total) {

    static Combined of(double[][] chains) {
      double n = chains[0].length;
      List<Autocorrelation> covariances =
          Arrays.stream(chains).map(Autocorrelation::lazily).toList();
      double biased =
          ChainTable.mean(covariances.stream().mapToDouble(c -> c.covariance(0)).toArray());
      double between =
          chains.length == 1
              ? 0
              : ChainTable.variance(Arrays.stream(chains).mapToDouble(ChainTable::mean).toArray());
      return new Combined(covariances, biased * n / (n - 1), biased + between);
    }

    double at(int lag) {
      double covariance = 0;
      for (Autocorrelation chain : chains) {
        covariance += chain.covariance(lag);
      }
      return 1 - (within - covariance / chains.size()) / total;
    }
  }
}
