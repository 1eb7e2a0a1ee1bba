package org.borch.distributions;

import static org.borch.distributions.DistributionCase.row;
import static org.borch.distributions.Distributions.exponentiallyModifiedNormal;
import static org.borch.distributions.Distributions.frechet;
import static org.borch.distributions.Distributions.generalizedExtremeValue;
import static org.borch.distributions.Distributions.generalizedNormal;
import static org.borch.distributions.Distributions.generalizedPareto;
import static org.borch.distributions.Distributions.gompertz;
import static org.borch.distributions.Distributions.hypergeometric;
import static org.borch.distributions.Distributions.johnsonSU;
import static org.borch.distributions.Distributions.levy;
import static org.borch.distributions.Distributions.logLaplace;
import static org.borch.distributions.Distributions.logLogistic;
import static org.borch.distributions.Distributions.logUniform;
import static org.borch.distributions.Distributions.lomax;
import static org.borch.distributions.Distributions.moyal;
import static org.borch.distributions.Distributions.nakagami;
import static org.borch.distributions.Distributions.rice;
import static org.borch.distributions.Distributions.sinhArcsinh;
import static org.borch.distributions.Distributions.softLaplace;
import static org.borch.distributions.Distributions.triangular;
import static org.borch.distributions.Distributions.vonMises;
import static org.borch.distributions.Distributions.wienerFirstPassage;
import static org.borch.distributions.Distributions.wrappedCauchy;

import java.util.List;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.distribution.LevyDistribution;
import org.apache.commons.statistics.distribution.LogUniformDistribution;
import org.apache.commons.statistics.distribution.NakagamiDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.ParetoDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TriangularDistribution;

/** Rows of {@link DistributionCase} for numbers with parameters of shape, angles and lifetimes. */
final class ShapedCases {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private ShapedCases() {}

  static List<DistributionCase> rows() {
    return List.of(
        row("Moyal", moyal(0.5, 1.5))
            .cdf(x -> 2 * NORMAL.cumulativeProbability(-Math.exp(-(x - 0.5) / 3)))
            .invalid("Moyal(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row("SoftLaplace", softLaplace(0.5, 1.5))
            .cdf(x -> 2 / Math.PI * Math.atan(Math.exp((x - 0.5) / 1.5)))
            .invalid("SoftLaplace(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row("JohnsonSU", johnsonSU(0.5, 1.5, -0.4, 2.6))
            .cdf(x -> NORMAL.cumulativeProbability(2.6 * asinh((x - 0.5) / 1.5) - 0.4))
            .invalid(
                "JohnsonSU(loc, scale, skewness, tailweight) got tailweight = 0.0, expected > 0",
                0.0,
                1.0,
                0.0,
                0.0)
            .build(),
        row("SinhArcsinh", sinhArcsinh(0.5, 1.5, 0.4, 0.9))
            .cdf(x -> NORMAL.cumulativeProbability(Math.sinh(0.9 * asinh((x - 0.5) / 1.5) - 0.4)))
            .invalid(
                "SinhArcsinh(loc, scale, skewness, tailweight) got scale = 0.0, expected > 0",
                0.0,
                0.0,
                0.0,
                1.0)
            .build(),
        row("GeneralizedNormal", generalizedNormal(0.5, 1.5, 1.4))
            .cdf(
                x -> {
                  double z = (x - 0.5) / 1.5;
                  double size =
                      GammaDistribution.of(1 / 1.4, 1)
                          .cumulativeProbability(Math.pow(Math.abs(z), 1.4));
                  return 0.5 + 0.5 * Math.signum(z) * size;
                })
            .invalid(
                "GeneralizedNormal(loc, scale, power) got power = 0.0, expected > 0", 0.0, 1.0, 0.0)
            .build(),
        row("ExponentiallyModifiedNormal", exponentiallyModifiedNormal(0.5, 1.5, 0.8))
            .cdf(
                x -> {
                  double z = (x - 0.5) / 1.5;
                  return NORMAL.cumulativeProbability(z)
                      - Math.exp(0.72 - 1.2 * z) * NORMAL.cumulativeProbability(z - 1.2);
                })
            .invalid(
                "ExponentiallyModifiedNormal(loc, scale, rate) got rate = 0.0, expected > 0",
                0.0,
                1.0,
                0.0)
            .build(),
        row("GeneralizedExtremeValue", generalizedExtremeValue(0.5, 1.5, 0.15))
            .cdf(x -> Math.exp(-Math.pow(1 + 0.1 * (x - 0.5), -1 / 0.15)))
            .outside(-10)
            .invalid(
                "GeneralizedExtremeValue(loc, scale, concentration) got scale = 0.0, expected > 0",
                0.0,
                0.0,
                0.0)
            .build(),
        row("GeneralizedExtremeValue with an end", generalizedExtremeValue(0.5, 1.5, -0.3))
            .cdf(x -> Math.exp(-Math.pow(1 - 0.2 * (x - 0.5), 1 / 0.3)))
            .outside(6)
            .build(),
        row("GeneralizedExtremeValue at Gumbel", generalizedExtremeValue(0.5, 1.5, 0))
            .cdf(x -> Math.exp(-Math.exp(-(x - 0.5) / 1.5)))
            .build(),
        row("GeneralizedPareto", generalizedPareto(0.5, 1.5, 0.15))
            .cdf(x -> 1 - Math.pow(1 + 0.1 * (x - 0.5), -1 / 0.15))
            .outside(0)
            .invalid(
                "GeneralizedPareto(loc, scale, concentration) got scale = 0.0, expected > 0",
                0.0,
                0.0,
                0.0)
            .build(),
        row("GeneralizedPareto with an end", generalizedPareto(0.5, 1.5, -0.3))
            .cdf(x -> 1 - Math.pow(1 - 0.2 * (x - 0.5), 1 / 0.3))
            .outside(6)
            .build(),
        row("VonMises", vonMises(0.5, 1.8))
            .cdf(
                x -> {
                  double end = Math.min(Math.max(x - 0.5, -Math.PI), Math.PI);
                  return angles(end) / angles(Math.PI);
                })
            .invalid(
                "VonMises(loc, concentration) got concentration = -1.0, expected >= 0", 0.0, -1.0)
            .build(),
        row("WrappedCauchy", wrappedCauchy(0.5, 0.3))
            .cdf(
                x -> {
                  double end = Math.min(Math.max(x - 0.5, -Math.PI), Math.PI);
                  return 0.5 + Math.atan(1.3 / 0.7 * Math.tan(end / 2)) / Math.PI;
                })
            .invalid(
                "WrappedCauchy(loc, concentration) got concentration = 1.5, expected in [0, 1]",
                0.0,
                1.5)
            .build(),
        row("WienerFirstPassage", wienerFirstPassage(1.5, 0.3, 0.4, 0.6))
            .cdf(x -> passage(1.5, 0.3, 0.4, 0.6, x))
            .invalid(
                "WienerFirstPassage(boundarySeparation, nonDecisionTime, relativeStart, drift) got"
                    + " relativeStart = 1.5, expected in [0, 1]",
                1.0,
                0.0,
                1.5,
                0.0)
            .build(),
        row("WienerFirstPassage of a negative drift", wienerFirstPassage(0.9, 0.1, 0.7, -2.5))
            .cdf(x -> passage(0.9, 0.1, 0.7, -2.5, x))
            .build(),
        row("LogLogistic", logLogistic(1.5, 6))
            .cdf(x -> 1 / (1 + Math.pow(x / 1.5, -6)))
            .outside(-1)
            .invalid("LogLogistic(scale, concentration) got scale = 0.0, expected > 0", 0.0, 1.0)
            .build(),
        row("LogLaplace", logLaplace(0, 2.4))
            .cdf(
                x -> {
                  double z = Math.log(x) / 2.4;
                  return z < 0 ? 0.5 * Math.exp(z) : 1 - 0.5 * Math.exp(-z);
                })
            .outside(-1)
            .invalid("LogLaplace(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row("LogUniform", logUniform(0.5, 3))
            .cdf(LogUniformDistribution.of(0.5, 3)::cumulativeProbability)
            .outside(0.2)
            .invalid("LogUniform(low, high) got high = 1.0, expected > 3", 3.0, 1.0)
            .build(),
        row("Frechet", frechet(1.5, 6))
            .cdf(x -> Math.exp(-Math.pow(x / 1.5, -6)))
            .outside(-1)
            .invalid("Frechet(scale, concentration) got scale = 0.0, expected > 0", 0.0, 1.0)
            .build(),
        row("Gompertz", gompertz(0.4, 1.5))
            .cdf(x -> -Math.expm1(-0.4 * Math.expm1(1.5 * x)))
            .outside(-1)
            .invalid("Gompertz(concentration, rate) got rate = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("Lomax", lomax(1.5, 6))
            .cdf(x -> ParetoDistribution.of(1.5, 6).cumulativeProbability(x + 1.5))
            .outside(-1)
            .invalid("Lomax(scale, alpha) got alpha = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("Levy", levy(0.5, 1.5))
            .cdf(LevyDistribution.of(0.5, 1.5)::cumulativeProbability)
            .outside(0)
            .invalid("Levy(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row("Rice", rice(1.2, 0.8))
            .cdf(
                x -> { // a Poisson mixture of Gammas
                  double sum = 0;
                  for (int j = 0; j < 40; j++) {
                    sum +=
                        PoissonDistribution.of(1.125).probability(j)
                            * GammaDistribution.of(1 + j, 1).cumulativeProbability(x * x / 1.28);
                  }
                  return sum;
                })
            .outside(-1)
            .invalid("Rice(loc, scale) got loc = -1.0, expected >= 0", -1.0, 1.0)
            .build(),
        row("Nakagami", nakagami(1.7, 2.5))
            .cdf(NakagamiDistribution.of(1.7, 2.5)::cumulativeProbability)
            .outside(-1)
            .invalid("Nakagami(concentration, spread) got spread = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("Triangular", triangular(-1, 3, 0.5))
            .cdf(TriangularDistribution.of(-1, 0.5, 3)::cumulativeProbability)
            .outside(4)
            .invalid(
                "Triangular(low, high, peak) got peak = 5.0, expected in [0, 1]", 0.0, 1.0, 5.0)
            .build(),
        row("Hypergeometric", hypergeometric(30, 12, 9))
            .cdf(
                x ->
                    HypergeometricDistribution.of(30, 12, 9)
                        .cumulativeProbability((int) Math.floor(x)))
            .outside(10)
            .invalid(
                "Hypergeometric(populationSize, successStates, draws) got draws = 7.0,"
                    + " expected a whole number from 0 to 5",
                5.0,
                3.0,
                7.0)
            .build());
  }

  /** By the modes of the interval at all times, whose sum is long at early ones. */
  private static double passage(double a, double tau, double beta, double drift, double x) {
    double time = Math.max(Math.abs(x) - tau, 0);
    double w = x > 0 ? 1 - beta : beta;
    double v = x > 0 ? -drift : drift;
    double sum = 0;
    for (int k = 1; k <= 4000; k++) {
      double rate = k * Math.PI / a;
      sum +=
          2
              * rate
              / a
              * Math.sin(k * Math.PI * w)
              / (v * v + rate * rate)
              * Math.exp(-v * a * w - (v * v + rate * rate) * time / 2);
    }
    return x > 0 ? 1 - sum : sum;
  }

  private static double asinh(double z) {
    return Math.signum(z) * Math.log(Math.abs(z) + Math.sqrt(1 + z * z));
  }

  /** ∫ exp(1.8 cos t) dt from -π, by Simpson's rule. */
  private static double angles(double end) {
    int n = 400;
    double step = (end + Math.PI) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      int weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(1.8 * Math.cos(-Math.PI + i * step));
    }
    return sum * step / 3;
  }
}
