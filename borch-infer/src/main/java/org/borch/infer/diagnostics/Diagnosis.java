package org.borch.infer.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.borch.infer.diagnostics.Warning.Kind;

/**
 * One quantity of a run: estimates, their Monte Carlo errors and whether its chains agree. What is
 * undefined is NaN; see {@link RHat} and {@link Ess}.
 *
 * @param chains how many
 * @param draws in each chain
 * @param mean of all draws
 * @param mcseMean Monte Carlo standard error of the mean
 * @param sd standard deviation of all draws
 * @param mcseSd its Monte Carlo standard error
 * @param q5 the 5 % quantile
 * @param median the 50 % quantile
 * @param q95 the 95 % quantile
 * @param essBulk {@link Ess#bulk}
 * @param essTail {@link Ess#tail}
 * @param rHat {@link RHat#of}
 */
public record Diagnosis(
    int chains,
    int draws,
    double mean,
    double mcseMean,
    double sd,
    double mcseSd,
    double q5,
    double median,
    double q95,
    double essBulk,
    double essTail,
    double rHat) {

  /** Vehtari et al. (2021), section 4: chains agree below it. */
  public static final double R_HAT_LIMIT = 1.01;

  /** Vehtari et al. (2021), section 4: below it for each chain, the diagnostics are unreliable. */
  public static final double ESS_PER_CHAIN = 100;

  /**
   * The diagnosis of one quantity.
   *
   * @param chains {@code [chains][draws]}
   * @throws IllegalArgumentException if there are no chains, no draws or chains of unequal length
   */
  public static Diagnosis of(double[][] chains) {
    double[] draws = ChainTable.flat(ChainTable.require(chains));
    double[] sorted = Arrays.stream(draws).sorted().toArray();
    return new Diagnosis(
        chains.length,
        chains[0].length,
        ChainTable.mean(draws),
        Mcse.mean(chains),
        Math.sqrt(ChainTable.variance(draws)),
        Mcse.sd(chains),
        Quantile.ofSorted(sorted, 0.05),
        Quantile.ofSorted(sorted, 0.5),
        Quantile.ofSorted(sorted, 0.95),
        Ess.bulk(chains),
        Ess.tail(chains),
        RHat.of(chains));
  }

  /**
   * What is wrong with the draws and what to do about it; empty if nothing is.
   *
   * @param name of the quantity, for the sentences
   */
  public List<Warning> warnings(String name) {
    boolean single = chains * draws == 1; // has no sd
    if (!Double.isFinite(mean) || !(single || Double.isFinite(sd))) {
      return List.of(
          new Warning(
              Kind.NON_FINITE,
              mean,
              String.format(
                  Locale.ROOT,
                  "%s has draws that are NaN or infinite: find the expression that overflows or"
                      + " leaves its domain, and bound it or compute it on the log scale.",
                  name)));
    }
    if (draws < 4) {
      return List.of(
          new Warning(
              Kind.TOO_FEW,
              draws,
              String.format(
                  Locale.ROOT,
                  "%s has %d draws in each chain: at least 4 are needed to judge convergence, and"
                      + " hundreds to trust the judgement.",
                  name,
                  draws)));
    }
    if (sd == 0) {
      return List.of(
          new Warning(
              Kind.CONSTANT,
              mean,
              String.format(
                  Locale.ROOT,
                  "All draws of %s are %s: fine for a constant; otherwise the sampler is stuck, so look"
                      + " at its step size and at the start.",
                  name,
                  mean)));
    }
    return convergence(name);
  }

  private List<Warning> convergence(String name) {
    List<Warning> warnings = new ArrayList<>();
    if (!(rHat <= R_HAT_LIMIT)) {
      warnings.add(
          new Warning(
              Kind.R_HAT,
              rHat,
              String.format(
                  Locale.ROOT,
                  "%s: R-hat is %.3f, above %s: the chains disagree, so do not use the draws. Run"
                      + " longer; if it stays, look for several modes, a parameter that the data do not"
                      + " determine, or a hierarchy that needs the non-centred form.",
                  name,
                  rHat,
                  R_HAT_LIMIT)));
    }
    double least = ESS_PER_CHAIN * chains;
    if (!(essBulk >= least)) {
      warnings.add(
          new Warning(
              Kind.ESS_BULK,
              essBulk,
              String.format(
                  Locale.ROOT,
                  "%s: the bulk ESS is %.0f, below %.0f: mean and median are less certain than they"
                      + " look. Take about %.0f times as many draws, or reparameterise.",
                  name,
                  essBulk,
                  least,
                  Math.ceil(least / essBulk))));
    }
    if (Double.isNaN(essTail)) {
      warnings.add(
          new Warning(
              Kind.ESS_TAIL,
              essTail,
              String.format(
                  Locale.ROOT,
                  "%s: the tail ESS is undefined, because no draw lies above the 5 %% or the 95 %%"
                      + " quantile. Expected for a discrete quantity; give probabilities, not"
                      + " quantiles.",
                  name)));
    } else if (essTail < least) {
      warnings.add(
          new Warning(
              Kind.ESS_TAIL,
              essTail,
              String.format(
                  Locale.ROOT,
                  "%s: the tail ESS is %.0f, below %.0f: the 5 %% and 95 %% quantiles are less certain"
                      + " than they look. Take about %.0f times as many draws, or reparameterise.",
                  name,
                  essTail,
                  least,
                  Math.ceil(least / essTail))));
    }
    return List.copyOf(warnings);
  }
}
