package org.borch.infer.diagnostics;

import java.util.Arrays;

/**
 * Potential scale reduction: do the chains, each cut into halves, agree with each other? Near 1 if
 * they do; the draws should not be used above 1.01. {@link #of} is the measure to look at; the
 * others are its parts.
 *
 * <p>{@code chains} is {@code [chains][draws]}. The result is NaN, as in posterior and ArviZ, if a
 * draw is not finite, all draws are equal or a chain has fewer than 4; infinite if each half is
 * constant and they differ. Chains of unequal length are an {@link IllegalArgumentException}.
 *
 * <p>Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding,
 * and localization: an improved R-hat", Bayesian Analysis 16.
 */
public final class RHat {

  private RHat() {}

  /** The larger of {@link #rank} and {@link #folded}. */
  public static double of(double[][] chains) {
    return Math.max(rank(chains), folded(chains));
  }

  /** Of rank-normalised draws: sees chains that differ in location, also without moments. */
  public static double rank(double[][] chains) {
    if (!ChainTable.defined(ChainTable.require(chains))) {
      return Double.NaN;
    }
    return plain(NormalScores.of(ChainTable.split(chains)));
  }

  /** Of rank-normalised distances from the median: sees chains that differ in spread. */
  public static double folded(double[][] chains) {
    if (!ChainTable.defined(ChainTable.require(chains))) {
      return Double.NaN;
    }
    double median =
        Quantile.ofSorted(Arrays.stream(ChainTable.flat(chains)).sorted().toArray(), 0.5);
    double[][] halves = ChainTable.split(ChainTable.map(chains, x -> Math.abs(x - median)));
    return ChainTable.constant(halves) ? Double.NaN : plain(NormalScores.of(halves));
  }

  /** Of the draws themselves: the split R-hat of Gelman et al. (2013), for comparison. */
  public static double split(double[][] chains) {
    return ChainTable.defined(ChainTable.require(chains))
        ? plain(ChainTable.split(chains))
        : Double.NaN;
  }

  /** The square root of (n - 1)/n W + B/n over W. */
  private static double plain(double[][] chains) {
    int n = chains[0].length;
    double within =
        ChainTable.mean(Arrays.stream(chains).mapToDouble(ChainTable::variance).toArray());
    double between =
        ChainTable.variance(Arrays.stream(chains).mapToDouble(ChainTable::mean).toArray());
    return Math.sqrt((n - 1.0) / n + between / within);
  }
}
