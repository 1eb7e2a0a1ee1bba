package org.borch.distributions;

import static ai.djl.ndarray.types.DataType.FLOAT64;
import static org.borch.distributions.DistributionCase.row;
import static org.borch.distributions.Distributions.bernoulliStraightThrough;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.folded;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.hurdle;
import static org.borch.distributions.Distributions.laplace;
import static org.borch.distributions.Distributions.logisticNormal;
import static org.borch.distributions.Distributions.masked;
import static org.borch.distributions.Distributions.mixtureOf;
import static org.borch.distributions.Distributions.negativeBinomial;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.oneHotCategoricalStraightThrough;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.rescaled;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.truncated;
import static org.borch.distributions.Distributions.uniform;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.LaplaceDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PascalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.borch.tensor.BorchArray;

/** Rows of {@link DistributionCase} for distributions that are made of others. */
final class CompositeCases {

  private CompositeCases() {}

  static List<DistributionCase> rows() {
    DoubleUnaryOperator poisson =
        x -> x < 0 ? 0 : PoissonDistribution.of(3.5).cumulativeProbability((int) Math.floor(x));
    DoubleUnaryOperator pascal =
        x -> x < 0 ? 0 : PascalDistribution.of(4, 0.6).cumulativeProbability((int) Math.floor(x));
    DoubleUnaryOperator gamma = GammaDistribution.of(2.5, 1.0 / 3)::cumulativeProbability;
    DoubleUnaryOperator student = x -> TDistribution.of(7).cumulativeProbability((x - 1) / 0.5);
    return List.of(
        row("Truncated Gamma", truncated(gamma(2.5, 3), 0.4, 1.7))
            .cdf(x -> between(gamma, x, 0.4, 1.7))
            .outside(0.2)
            .invalid(
                "Truncated(Gamma)(low, high, concentration, rate) got high = 1.0,"
                    + " expected in [3, Infinity]",
                3.0,
                1.0,
                1.0,
                1.0)
            .build(),
        row("Truncated StudentT above", truncated(studentT(7, 1, 0.5), 1.4, INFINITY))
            .cdf(x -> between(student, x, 1.4, INFINITY))
            .outside(0.2)
            .build(),
        row("Truncated StudentT below", truncated(studentT(7, 1, 0.5), -INFINITY, 1.4))
            .cdf(x -> between(student, x, -INFINITY, 1.4))
            .outside(2)
            .build(),
        row("Truncated Poisson", truncated(poisson(3.5), 1.5, 9.5))
            .cdf(x -> between(poisson, x, 1, 9))
            .outside(1)
            .build(),
        row("Truncated Poisson above 0", truncated(poisson(3.5), 0.5, INFINITY))
            .cdf(x -> between(poisson, x, 0, INFINITY))
            .outside(0)
            .build(),
        row("Rescaled Gamma", rescaled(gamma(2.5, 3), 0.5, 1.5))
            .cdf(x -> gamma.applyAsDouble((x - 0.5) / 1.5))
            .outside(0.2)
            .invalid(
                "Rescaled(Gamma)(shift, factor, concentration, rate) got factor = 0.0, expected > 0",
                0.0,
                0.0,
                1.0,
                1.0)
            .build(),
        row("Rescaled StudentT", rescaled(studentT(7, 1, 0.5), -2, 3))
            .cdf(x -> student.applyAsDouble((x + 2) / 3))
            .build(),
        row("Rescaled Uniform", rescaled(uniform(-1, 2), 0.5, 2))
            .cdf(x -> Math.min(Math.max((x + 1.5) / 6, 0), 1))
            .outside(5)
            .build(),
        row("Masked Gamma", masked(gamma(2.5, 3), BorchArray.scalar(1, FLOAT64)))
            .cdf(gamma)
            .outside(-1)
            .build(),
        row("Masked Categorical", masked(categorical(1, 2, 1), BorchArray.scalar(1, FLOAT64)))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 0.25 : x < 2 ? 0.75 : 1)
            .outside(3)
            .build(),
        row("BernoulliStraightThrough", bernoulliStraightThrough(0.7, 0.4))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 1 / (1 + Math.exp(0.4)) : 1)
            .outside(0.5)
            .invalid(
                "BernoulliStraightThrough(temperature, logits) got temperature = 0.0, expected > 0",
                0.0,
                0.0)
            .build(),
        row(
                "OneHotCategoricalStraightThrough",
                oneHotCategoricalStraightThrough(0.7, BorchArray.of(0, 1, -0.5)))
            .outside(0.5, 0.5, 0)
            .invalid(
                "OneHotCategoricalStraightThrough(temperature, logits) got temperature = 0.0,"
                    + " expected > 0",
                0.0,
                BorchArray.of(1, 2))
            .build(),
        row(
                "LogisticNormal",
                logisticNormal(
                    BorchArray.of(0.5, -1), BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}})))
            .outside(0.5, 0.6, -0.1)
            .build(),
        row("Folded", folded(normal(0.5, 1.5)))
            .cdf(
                x -> {
                  NormalDistribution base = NormalDistribution.of(0.5, 1.5);
                  return x < 0 ? 0 : base.cumulativeProbability(x) - base.cumulativeProbability(-x);
                })
            .outside(-1)
            .build(),
        row("Hurdle Poisson", hurdle(0.3, poisson(3.5)))
            .cdf(x -> x < 0 ? 0 : 0.3 + 0.7 * between(poisson, x, 0, INFINITY))
            .outside(2.5)
            .build(),
        row("Hurdle NegativeBinomial", hurdle(0.6, negativeBinomial(4, 0.4)))
            .cdf(x -> x < 0 ? 0 : 0.6 + 0.4 * between(pascal, x, 0, INFINITY))
            .outside(-1)
            .build(),
        row(
                "MixtureOf reals",
                mixtureOf(
                    categorical(1, 2, 1), normal(-2, 0.5), studentT(7, 1, 0.5), laplace(2, 1)))
            .cdf(
                x ->
                    0.25 * NormalDistribution.of(-2, 0.5).cumulativeProbability(x)
                        + 0.5 * student.applyAsDouble(x)
                        + 0.25 * LaplaceDistribution.of(2, 1).cumulativeProbability(x))
            .build(),
        row(
                "MixtureOf counts",
                mixtureOf(categorical(1, 3), poisson(3.5), negativeBinomial(4, 0.4)))
            .cdf(x -> 0.25 * poisson.applyAsDouble(x) + 0.75 * pascal.applyAsDouble(x))
            .outside(2.5)
            .build());
  }

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Of x given that it lies above low and up to high. */
  private static double between(DoubleUnaryOperator cdf, double x, double low, double high) {
    double below = low == -INFINITY ? 0 : cdf.applyAsDouble(low);
    double all = (high == INFINITY ? 1 : cdf.applyAsDouble(high)) - below;
    double inner = Math.min(Math.max(x, low), high);
    return (cdf.applyAsDouble(inner) - below) / all;
  }
}
