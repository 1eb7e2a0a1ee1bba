package org.borch.infer.diagnostics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * Pareto-smoothed importance sampling: the largest importance ratios are replaced by quantiles of a
 * generalised Pareto law that is fitted to them; its shape k-hat says whether the weights can be
 * trusted at all.
 *
 * <p>A ratio of 0 (log ratio minus infinity) is a weight of 0. Fewer than 5 ratios in the tail, or
 * a tail with too many equal ratios for the fit, leave the weights raw with an infinite k-hat. A
 * tail of equal ratios has nothing to smooth: k-hat is minus infinity (infinite in R's loo).
 *
 * <p>Source: Vehtari, Simpson, Gelman, Yao and Gabry (2024), "Pareto smoothed importance sampling",
 * Journal of Machine Learning Research 25.
 */
public final class Psis {

  private static final int MIN_TAIL = 5;

  private final double[] logWeights;
  private final double kHat;

  private Psis(double[] logWeights, double kHat) {
    this.logWeights = logWeights;
    this.kHat = kHat;
  }

  /**
   * The smoothed weights of independent draws.
   *
   * @param logRatios log target density minus log density of the draws, each up to a constant
   * @throws IllegalArgumentException if there are none, one is NaN or plus infinity, or all are
   *     minus infinity
   */
  public static Psis of(double[] logRatios) {
    return of(logRatios, 1);
  }

  /**
   * The smoothed weights of dependent draws, which have a longer tail.
   *
   * @param logRatios log target density minus log density of the draws, each up to a constant
   * @param relativeEss effective sample size of the ratios over the number of draws
   * @throws IllegalArgumentException if there are no ratios, one is NaN or plus infinity, all are
   *     minus infinity, or the relative size is not positive
   */
  public static Psis of(double[] logRatios, double relativeEss) {
    double largest = requireLargest(logRatios);
    if (!(relativeEss > 0 && Double.isFinite(relativeEss))) {
      throw new IllegalArgumentException(
          "relativeEss: got " + relativeEss + ", expected > 0 and finite; 1 for independent draws");
    }
    double[] weights = Arrays.stream(logRatios).map(x -> x - largest).toArray();
    int s = weights.length;
    // The tail is a fifth of the draws or, if less, 3 roots of their effective number.
    int tail = (int) Math.ceil(Math.min(0.2 * s, 3 * Math.sqrt(s / relativeEss)));
    double kHat = tail < MIN_TAIL ? Double.POSITIVE_INFINITY : smooth(weights, tail);
    double total = ChainTable.logSumExp(weights);
    return new Psis(Arrays.stream(weights).map(x -> x - total).toArray(), kHat);
  }

  /** Replaces the largest weights, whose maximum is 1, by quantiles in their order. */
  private static double smooth(double[] logWeights, int tail) {
    int s = logWeights.length;
    int[] order =
        IntStream.range(0, s)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> logWeights[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double cutoff = Math.exp(logWeights[order[s - tail - 1]]);
    if (logWeights[order[s - tail]] == logWeights[order[s - 1]]) {
      return Double.NEGATIVE_INFINITY;
    }
    double[] exceedances = new double[tail];
    for (int i = 0; i < tail; i++) {
      exceedances[i] = Math.exp(logWeights[order[s - tail + i]]) - cutoff;
    }
    GeneralizedPareto fit = GeneralizedPareto.fit(exceedances);
    if (!Double.isFinite(fit.k())) {
      return Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < tail; i++) {
      double smoothed = Math.log(cutoff + fit.quantile((i + 0.5) / tail));
      logWeights[order[s - tail + i]] = Math.min(smoothed, 0); // at most the largest raw weight
    }
    return fit.k();
  }

  /** The logarithms of the weights, in the order of the draws; the weights add up to 1. */
  public double[] logWeights() {
    return logWeights.clone();
  }

  /**
   * The shape of the tail of the ratios: below {@link #kHatLimit} the weights are reliable, above 1
   * their mean does not exist.
   */
  public double kHat() {
    return kHat;
  }

  /** {@code min(1 - 1 / log10(draws), 0.7)}, the paper's limit for this number of draws. */
  public double kHatLimit() {
    return kHatLimit(logWeights.length);
  }

  static double kHatLimit(int draws) {
    return Math.min(1 - 1 / Math.log10(draws), 0.7);
  }

  /** The number of independent draws that the weights leave, as if draws were independent. */
  public double ess() {
    return 1 / Arrays.stream(logWeights).map(x -> Math.exp(2 * x)).sum();
  }

  /** What is wrong with the weights and what to do about it; empty if nothing is. */
  public List<Warning> warnings() {
    if (kHat <= kHatLimit()) {
      return List.of();
    }
    return List.of(
        Double.isInfinite(kHat)
            ? new Warning(
                Kind.TOO_FEW,
                logWeights.length,
                String.format(
                    Locale.ROOT,
                    "The largest of %d importance ratios are too few, or too many of them equal, to"
                        + " judge the weights: take at least 25 draws, better 1000.",
                    logWeights.length))
            : new Warning(
                Kind.K_HAT,
                kHat,
                String.format(
                    Locale.ROOT,
                    "Pareto k-hat is %.2f, above %.2f: the draws miss part of the target, and weighted"
                        + " estimates are unreliable. Use a richer approximation (full rank, a flow),"
                        + " reparameterise, or sample with MCMC.",
                    kHat,
                    kHatLimit())));
  }

  private static double requireLargest(double[] logRatios) {
    for (int i = 0; i < logRatios.length; i++) {
      if (Double.isNaN(logRatios[i]) || logRatios[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "logRatios["
                + i
                + "] is "
                + logRatios[i]
                + ", expected finite or -Infinity; look at both densities of that draw");
      }
    }
    double largest = Arrays.stream(logRatios).max().orElse(Double.NEGATIVE_INFINITY);
    if (largest == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          "logRatios: "
              + (logRatios.length == 0 ? "got none" : "all are -Infinity")
              + ", expected at least one finite ratio");
    }
    return largest;
  }
}
