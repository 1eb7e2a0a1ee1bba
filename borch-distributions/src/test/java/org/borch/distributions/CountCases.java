package org.borch.distributions;

import static org.borch.distributions.DistributionCase.row;
import static org.borch.distributions.Distributions.betaNegativeBinomial;
import static org.borch.distributions.Distributions.conwayMaxwellPoisson;
import static org.borch.distributions.Distributions.discreteLaplace;
import static org.borch.distributions.Distributions.discreteWeibull;
import static org.borch.distributions.Distributions.orderedProbit;
import static org.borch.distributions.Distributions.pert;
import static org.borch.distributions.Distributions.poissonBinomial;
import static org.borch.distributions.Distributions.skellam;
import static org.borch.distributions.Distributions.yuleSimon;
import static org.borch.distributions.Distributions.zipf;

import java.util.List;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.borch.tensor.BorchArray;

/** Rows of {@link DistributionCase} for counts and ranks. */
final class CountCases {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private CountCases() {}

  static List<DistributionCase> rows() {
    return List.of(
        row("Skellam", skellam(3, 1.5))
            .outside(2.5)
            .invalid("Skellam(rate1, rate2) got rate2 = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("YuleSimon", yuleSimon(12))
            .cdf(x -> x < 1 ? 0 : 1 - Math.floor(x) * Math.exp(LogBeta.value(Math.floor(x), 13)))
            .outside(0)
            .invalid("YuleSimon(concentration) got concentration = 0.0, expected > 0", 0.0)
            .build(),
        row("DiscreteWeibull", discreteWeibull(0.7, 1.3))
            .cdf(x -> x < 0 ? 0 : 1 - Math.pow(0.7, Math.pow(Math.floor(x) + 1, 1.3)))
            .outside(2.5)
            .invalid(
                "DiscreteWeibull(probs, concentration) got probs = 1.5, expected in [0, 1]",
                1.5,
                1.0)
            .build(),
        row("DiscreteLaplace", discreteLaplace(2, 1.5))
            .cdf(
                x -> {
                  double k = Math.floor(x) - 2;
                  double p = Math.exp(-1 / 1.5);
                  return k < 0 ? Math.pow(p, -k) / (1 + p) : 1 - Math.pow(p, k + 1) / (1 + p);
                })
            .outside(0.5)
            .invalid("DiscreteLaplace(loc, scale) got scale = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("BetaNegativeBinomial", betaNegativeBinomial(3, 2, 14))
            .outside(2.5)
            .invalid(
                "BetaNegativeBinomial(totalCount, concentration1, concentration0) got"
                    + " concentration1 = 0.0, expected > 0",
                3.0,
                0.0,
                1.0)
            .build(),
        row("Zipf", zipf(8))
            .cdf(
                x -> {
                  double sum = 0;
                  for (int k = 1; k <= Math.min(x, 1000); k++) {
                    sum += Math.pow(k, -8);
                  }
                  return sum / (Math.pow(Math.PI, 8) / 9450); // DLMF 25.6.1
                })
            .outside(0)
            .invalid("Zipf(exponent) got exponent = 1.0, expected > 1", 1.0)
            .build(),
        row("PoissonBinomial", poissonBinomial(BorchArray.of(0.2, 0.5, 0.9, 0.35)))
            .cdf(x -> trials(new double[] {0.2, 0.5, 0.9, 0.35}, x))
            .outside(5)
            .invalid(
                "PoissonBinomial(probs) got probs = [0.5, 1.5], expected every element in [0, 1]",
                BorchArray.of(0.5, 1.5))
            .build(),
        row("OrderedProbit", orderedProbit(0.3, BorchArray.of(-1, 0.5, 2)))
            .cdf(
                x ->
                    x < 0
                        ? 0
                        : x >= 3
                            ? 1
                            : NORMAL.cumulativeProbability(
                                new double[] {-1, 0.5, 2}[(int) x] - 0.3))
            .outside(4)
            .invalid(
                "OrderedProbit(predictor, cutpoints) got cutpoints = [1.0, 0.0], expected numbers"
                    + " that ascend strictly",
                0.0,
                BorchArray.of(1, 0))
            .build(),
        row("ConwayMaxwellPoisson", conwayMaxwellPoisson(4, 1.6))
            .cdf(x -> powers(4, 1.6, x) / powers(4, 1.6, 150))
            .outside(2.5)
            .invalid("ConwayMaxwellPoisson(rate, nu) got nu = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("ConwayMaxwellPoisson of a small rate", conwayMaxwellPoisson(0.8, 0.3))
            .cdf(x -> powers(0.8, 0.3, x) / powers(0.8, 0.3, 150))
            .outside(-1)
            .build(),
        row("Pert", pert(-1, 3, 0.5, 4))
            .cdf(x -> BetaDistribution.of(2.5, 3.5).cumulativeProbability((x + 1) / 4))
            .outside(4)
            .invalid(
                "Pert(low, high, peak, concentration) got peak = 5.0, expected in [0, 1]",
                0.0,
                1.0,
                5.0,
                4.0)
            .build());
  }

  /** Σ rate^k / k!^nu up to x. */
  private static double powers(double rate, double nu, double x) {
    double sum = 0;
    double term = 1;
    for (int k = 0; k <= Math.min(x, 150); k++) {
      sum += term;
      term *= rate / Math.pow(k + 1, nu);
    }
    return sum;
  }

  /** The probability of at most x successes, over all outcomes. */
  private static double trials(double[] probs, double x) {
    double sum = 0;
    for (int outcome = 0; outcome < 1 << probs.length; outcome++) {
      double p = 1;
      for (int i = 0; i < probs.length; i++) {
        p *= (outcome >> i & 1) == 1 ? probs[i] : 1 - probs[i];
      }
      sum += Integer.bitCount(outcome) <= x ? p : 0;
    }
    return sum;
  }
}
