package org.borch.test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.borch.infer.diagnostics.Ess;
import org.borch.infer.diagnostics.RHat;
import org.borch.infer.diagnostics.Warning;
import org.borch.infer.draws.Draws;
import org.borch.tensor.random.Seed;

/**
 * Assertions on draws. Names are those of numbers, {@code mu} or {@code theta[1]}. An estimate may
 * differ from the expected number by {@link #allowing} Monte Carlo standard errors.
 */
public final class DrawsAssert extends AbstractAssert<DrawsAssert, Draws> {

  /** Standard errors: two-sided, one in 16,000. */
  static final double ALLOWED = 4;

  private double allowed = ALLOWED;

  DrawsAssert(Draws draws) {
    super(draws, DrawsAssert.class);
    isNotNull();
  }

  /**
   * How many Monte Carlo standard errors an estimate may be off in the comparisons that follow: 4
   * at first (a false alarm in 16,000), 3 (in 370), 5 (in 1.7 million).
   */
  public DrawsAssert allowing(double standardErrors) {
    if (!(standardErrors > 0)) {
      throw new IllegalArgumentException(
          "allowing(" + standardErrors + "), expected a number of standard errors > 0");
    }
    allowed = standardErrors;
    return this;
  }

  // ---- moments, quantiles, intervals

  /** The mean is the expected one, as far as the draws can tell. */
  public DrawsAssert hasMean(String name, double expected) {
    return require(Estimates.mean(actual, name).differs(expected, allowed));
  }

  /**
   * The mean is the expected one up to a difference that matters; fails, too, if there are too few
   * draws to see that difference, and says how many it takes.
   */
  public DrawsAssert hasMean(String name, double expected, double matters) {
    return require(Estimates.mean(actual, name).differs(expected, allowed, matters));
  }

  /** The standard deviation is the expected one, as far as the draws can tell. */
  public DrawsAssert hasSd(String name, double expected) {
    return require(Estimates.sd(actual, name).differs(expected, allowed));
  }

  /** As {@link #hasMean(String, double, double)} of the standard deviation. */
  public DrawsAssert hasSd(String name, double expected, double matters) {
    return require(Estimates.sd(actual, name).differs(expected, allowed, matters));
  }

  /**
   * The quantile is the expected one, as far as the draws can tell.
   *
   * @param probability in (0, 1)
   */
  public DrawsAssert hasQuantile(String name, double probability, double expected) {
    return require(Estimates.quantile(actual, name, probability).differs(expected, allowed));
  }

  /** As {@link #hasMean(String, double, double)} of a quantile. */
  public DrawsAssert hasQuantile(String name, double probability, double expected, double matters) {
    return require(
        Estimates.quantile(actual, name, probability).differs(expected, allowed, matters));
  }

  /**
   * The central interval that holds a share of the draws has the expected ends.
   *
   * @param mass of the interval, in (0, 1)
   */
  public DrawsAssert hasInterval(String name, double mass, double low, double high) {
    return hasQuantile(name, (1 - mass) / 2, low).hasQuantile(name, (1 + mass) / 2, high);
  }

  /**
   * The probability of an interval is the expected one, as far as the draws can tell.
   *
   * @param probability in (0, 1)
   */
  public DrawsAssert hasProbability(String name, double low, double high, double probability) {
    return require(
        Estimates.share(actual, name, low, high, probability).differs(probability, allowed));
  }

  // ---- convergence

  /** Nothing is wrong with the draws by {@link Draws#warnings}: R-hat, ESS, divergences, energy. */
  public DrawsAssert hasConverged() {
    List<Warning> warnings = actual.warnings();
    if (!warnings.isEmpty()) {
      fail(
          Note.of(actual + " are not to be relied on")
              .expected("no warnings")
              .found(
                  warnings.stream()
                      .map(Warning::sentence)
                      .collect(Collectors.joining("\n                  ")))
              .lookAt("Plots.trace, Plots.rank and Plots.pairs of the variables named"));
    }
    return this;
  }

  /** R-hat of every number is below a limit. */
  public DrawsAssert hasRHatBelow(double limit) {
    for (String name : actual.scalarNames()) {
      double rHat = RHat.of(actual.scalar(name));
      if (rHat >= limit) {
        fail(
            Note.of("the chains of " + name + " disagree")
                .expected("R-hat below " + Note.number(limit))
                .found(rHat)
                .cause("too short a run, several modes, or a hierarchy to be decentred")
                .lookAt("Plots.trace(draws, \"" + name + "\")"));
      }
    }
    return this;
  }

  /** Bulk and tail ESS of every number are at least so large. */
  public DrawsAssert hasEffectiveSize(double atLeast) {
    for (String name : actual.scalarNames()) {
      double[][] chains = actual.scalar(name);
      double ess = Math.min(Ess.bulk(chains), Ess.tail(chains));
      if (ess < atLeast) {
        long draws = (long) chains.length * chains[0].length;
        fail(
            Note.of(name + " has too few effective draws")
                .expected("at least " + Note.number(atLeast))
                .found(Note.number(ess) + " of " + draws)
                .line("draws needed", "about " + Note.number(Math.ceil(draws * atLeast / ess)))
                .cause("steps that are small beside the posterior: a strong correlation or scale")
                .lookAt("Plots.autocorrelation(draws, \"" + name + "\")"));
      }
    }
    return this;
  }

  /** No trajectory diverged. */
  public DrawsAssert hasNoDivergences() {
    long divergences = actual.stats().divergences();
    if (divergences > 0) {
      fail(
          Note.of("trajectories diverged")
              .expected("no divergences")
              .found(divergences)
              .cause("a density that is steep somewhere, often near a scale of 0")
              .lookAt("model.decentred(), a higher target acceptance, Plots.pairs(draws)"));
    }
    return this;
  }

  /** Every draw of every variable is a number, not NaN or infinite. */
  public DrawsAssert isFinite() {
    for (String name : actual.names()) {
      long bad = Arrays.stream(actual.values(name)).filter(x -> !Double.isFinite(x)).count();
      if (bad > 0) {
        fail(
            Note.of(name + " has draws that are NaN or infinite")
                .expected("numbers")
                .found(bad + " of " + actual.values(name).length + " are none")
                .cause("an overflow, or a logarithm or root outside of its domain")
                .lookAt("assertThat(model).isFiniteBetween(-10, 10, seed)"));
      }
    }
    return this;
  }

  /** A variable's value has this shape. */
  public DrawsAssert hasShape(String name, long... expected) {
    return require(Shapes.differ(name, actual.shape(name), new Shape(expected)));
  }

  // ---- two posteriors

  /**
   * Means and standard deviations of all numbers that both have agree within {@link #allowing}
   * standard errors of their difference.
   *
   * @throws IllegalArgumentException if they have no number in common
   */
  public DrawsAssert agreesWith(Draws other) {
    return require(Agreement.ofMoments(actual, other, allowed));
  }

  /**
   * Both are draws from one distribution of all numbers that both have, by their energy distance
   * under permutations ({@link EnergyTest}), after thinning to draws that are about independent.
   *
   * @param falseAlarms of equal distributions that fail, at least 0.002
   * @param seed of the permutations
   */
  public DrawsAssert hasSameDistributionAs(Draws other, double falseAlarms, Seed seed) {
    return require(Agreement.ofDistribution(actual, other, falseAlarms, seed));
  }

  // ---- a known truth

  /**
   * The draws hold known values: none lies so far in a tail that it would happen in fewer than a
   * share of all data sets whose truth comes from the prior.
   *
   * @param truth by name, each of its variable's shape
   * @param falseAlarms of right models that fail, over all numbers together
   * @throws IllegalArgumentException if the draws are too few for that share
   */
  public DrawsAssert recovers(Map<String, ? extends NDArray> truth, double falseAlarms) {
    return require(Recovery.fault(actual, truth, falseAlarms));
  }

  private DrawsAssert require(Optional<Note> fault) {
    fault.ifPresent(this::fail);
    return this;
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
