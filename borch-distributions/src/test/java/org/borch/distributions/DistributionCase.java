package org.borch.distributions;

import static org.borch.distributions.Distributions.asymmetricLaplace;
import static org.borch.distributions.Distributions.bernoulli;
import static org.borch.distributions.Distributions.bernoulliLogits;
import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.betaBinomial;
import static org.borch.distributions.Distributions.betaProportion;
import static org.borch.distributions.Distributions.binomial;
import static org.borch.distributions.Distributions.binomialLogits;
import static org.borch.distributions.Distributions.categorical;
import static org.borch.distributions.Distributions.categoricalLogits;
import static org.borch.distributions.Distributions.cauchy;
import static org.borch.distributions.Distributions.chi2;
import static org.borch.distributions.Distributions.continuousBernoulli;
import static org.borch.distributions.Distributions.continuousBernoulliLogits;
import static org.borch.distributions.Distributions.delta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.dirichletMultinomial;
import static org.borch.distributions.Distributions.discreteUniform;
import static org.borch.distributions.Distributions.exponential;
import static org.borch.distributions.Distributions.fisherSnedecor;
import static org.borch.distributions.Distributions.flat;
import static org.borch.distributions.Distributions.gamma;
import static org.borch.distributions.Distributions.geometric;
import static org.borch.distributions.Distributions.geometricLogits;
import static org.borch.distributions.Distributions.gumbel;
import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.halfStudentT;
import static org.borch.distributions.Distributions.inverseGamma;
import static org.borch.distributions.Distributions.inverseGaussian;
import static org.borch.distributions.Distributions.kumaraswamy;
import static org.borch.distributions.Distributions.laplace;
import static org.borch.distributions.Distributions.lkjCholesky;
import static org.borch.distributions.Distributions.logNormal;
import static org.borch.distributions.Distributions.logistic;
import static org.borch.distributions.Distributions.logitNormal;
import static org.borch.distributions.Distributions.lowRankMultivariateNormal;
import static org.borch.distributions.Distributions.mixture;
import static org.borch.distributions.Distributions.multinomial;
import static org.borch.distributions.Distributions.multinomialLogits;
import static org.borch.distributions.Distributions.multivariateNormal;
import static org.borch.distributions.Distributions.multivariateNormalPrecision;
import static org.borch.distributions.Distributions.multivariateNormalTril;
import static org.borch.distributions.Distributions.multivariateStudentT;
import static org.borch.distributions.Distributions.negativeBinomial;
import static org.borch.distributions.Distributions.negativeBinomial2;
import static org.borch.distributions.Distributions.negativeBinomialLogits;
import static org.borch.distributions.Distributions.normal;
import static org.borch.distributions.Distributions.orderedLogistic;
import static org.borch.distributions.Distributions.pareto;
import static org.borch.distributions.Distributions.poisson;
import static org.borch.distributions.Distributions.rayleigh;
import static org.borch.distributions.Distributions.relaxedBernoulli;
import static org.borch.distributions.Distributions.relaxedOneHotCategorical;
import static org.borch.distributions.Distributions.restricted;
import static org.borch.distributions.Distributions.scaledInverseChi2;
import static org.borch.distributions.Distributions.skewNormal;
import static org.borch.distributions.Distributions.studentT;
import static org.borch.distributions.Distributions.transformed;
import static org.borch.distributions.Distributions.truncatedNormal;
import static org.borch.distributions.Distributions.uniform;
import static org.borch.distributions.Distributions.weibull;
import static org.borch.distributions.Distributions.zeroInflated;
import static org.borch.distributions.constraint.Constraints.positive;
import static org.borch.distributions.constraint.Constraints.positiveOrdered;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.CauchyDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.FoldedNormalDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.GeometricDistribution;
import org.apache.commons.statistics.distribution.GumbelDistribution;
import org.apache.commons.statistics.distribution.LaplaceDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.LogisticDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.ParetoDistribution;
import org.apache.commons.statistics.distribution.PascalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.distribution.WeibullDistribution;
import org.borch.distributions.transform.Affine;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Composed;
import org.borch.distributions.transform.Exp;
import org.borch.distributions.transform.Inverse;
import org.borch.distributions.transform.Ray;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Operand;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of distributions: everything in {@link DistributionContractTest} is checked on
 * it.
 *
 * @param label the row's name
 * @param distribution the distribution under test
 * @param cdf an independent cdf of a univariate one (Apache Commons Statistics)
 * @param outside values without density, as long as one event
 * @param invalid arguments that must be refused, and the message
 */
record DistributionCase(
    String label,
    Distribution distribution,
    @Nullable DoubleUnaryOperator cdf,
    double[] outside,
    List<Invalid> invalid) {

  /** Arguments that must be refused. */
  record Invalid(String message, List<Operand> arguments) {}

  /** A pattern of labels, for a run on a few rows. */
  private static final Pattern ROWS = Pattern.compile(System.getProperty("borch.rows", ".*"));

  static List<DistributionCase> all() {
    return Stream.of(
            rows(),
            ShapedCases.rows(),
            CountCases.rows(),
            CompositeCases.rows(),
            VectorCases.rows())
        .flatMap(List::stream)
        .filter(row -> ROWS.matcher(row.label()).matches())
        .toList();
  }

  private static List<DistributionCase> rows() {
    BorchArray tril = BorchArray.of(new double[][] {{1.2, 0}, {0.5, 0.7}});
    BorchArray covariance = BorchArray.of(new double[][] {{2.0, 0.6}, {0.6, 1.0}});
    BorchArray loc = BorchArray.of(0.5, -1.0);
    BorchArray means = BorchArray.of(0.5, -1.0, 2.0);
    BorchArray scales = BorchArray.of(0.5, 1.0, 0.7);
    BorchArray centres = BorchArray.of(0.2, 1);
    BorchArray locs = BorchArray.of(new double[][] {{0.5, -1}, {2, 3}});
    Bijector shiftedExp =
        new Composed(new Affine(Operand.of(0.2), Operand.of(0.4)), new Ray(Operand.of(1), true));
    return List.of(
        row("Normal", normal(0.5, 1.5))
            .cdf(NormalDistribution.of(0.5, 1.5)::cumulativeProbability)
            .invalid("Normal(loc, scale) got scale = -5.0, expected > 0", 0.0, -5.0)
            .invalid("Normal(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .invalid("Normal(loc, scale) got loc = NaN, expected a finite number", Double.NaN, 1.0)
            .build(),
        row("LogNormal", logNormal(0.2, 0.4))
            .cdf(LogNormalDistribution.of(0.2, 0.4)::cumulativeProbability)
            .outside(-1)
            .invalid("LogNormal(loc, scale) got scale = -1.0, expected > 0", 0.0, -1.0)
            .build(),
        row("HalfNormal", halfNormal(2))
            .cdf(FoldedNormalDistribution.of(0, 2)::cumulativeProbability)
            .outside(-0.1)
            .invalid("HalfNormal(scale) got scale = -2.0, expected > 0", -2.0)
            .build(),
        row("HalfCauchy", halfCauchy(1.5))
            .cdf(x -> 2 * CauchyDistribution.of(0, 1.5).cumulativeProbability(x) - 1)
            .outside(-1)
            .invalid("HalfCauchy(scale) got scale = -5.0, expected > 0", -5.0)
            .build(),
        row("StudentT", studentT(7, 1, 0.5))
            .cdf(x -> TDistribution.of(7).cumulativeProbability((x - 1) / 0.5))
            .invalid("StudentT(df, loc, scale) got df = 0.0, expected > 0", 0.0, 0.0, 1.0)
            .build(),
        row("Gamma", gamma(2.5, 3))
            .cdf(GammaDistribution.of(2.5, 1.0 / 3)::cumulativeProbability)
            .outside(-1)
            .invalid("Gamma(concentration, rate) got rate = -1.0, expected > 0", 1.0, -1.0)
            .build(),
        row("Gamma of small concentration", gamma(0.6, 1))
            .cdf(GammaDistribution.of(0.6, 1)::cumulativeProbability)
            .outside(-1)
            .build(),
        row("Gamma of concentration 1", gamma(1, 2))
            .cdf(GammaDistribution.of(1, 0.5)::cumulativeProbability)
            .outside(-1)
            .build(),
        row("Beta", beta(2, 3.5))
            .cdf(BetaDistribution.of(2, 3.5)::cumulativeProbability)
            .outside(1.5)
            .invalid(
                "Beta(concentration1, concentration0) got concentration0 = -3.0, expected > 0",
                2.0,
                -3.0)
            .build(),
        row("Beta of small concentrations", beta(0.7, 0.8))
            .cdf(BetaDistribution.of(0.7, 0.8)::cumulativeProbability)
            .outside(-0.5)
            .build(),
        row("Uniform", uniform(-1, 3))
            .cdf(x -> Math.min(Math.max((x + 1) / 4, 0), 1))
            .outside(3.5)
            .invalid("Uniform(low, high) got high = 1.0, expected > 3", 3.0, 1.0)
            .build(),
        row("Flat", flat(-1, 3))
            .outside(3.5)
            .invalid("Flat(low, high) got high = 1.0, expected in [3, Infinity]", 3.0, 1.0)
            .invalid(
                "Flat(low, high) got low = NaN, expected in [-Infinity, Infinity]", Double.NaN, 1.0)
            .build(),
        row("Restricted", restricted(normal(0.5, 1.5), positive())).outside(-1).build(),
        row("Restricted to an order", restricted(normal(means, scales), positiveOrdered()))
            .outside(1, 3, 2)
            .build(),
        row("Dirichlet", dirichlet(1.5, 2, 3))
            .outside(0.5, 0.7, -0.2)
            .invalid(
                "Dirichlet(concentration) got concentration = [1.0, -2.0],"
                    + " expected every element > 0",
                BorchArray.of(1, -2))
            .build(),
        row("MultivariateNormal by covariance", multivariateNormal(loc, covariance))
            .invalid(
                "MultivariateNormal(loc, covarianceMatrix) got covarianceMatrix ="
                    + " [1.0, 2.0, 2.0, 1.0], expected a symmetric positive definite matrix",
                loc,
                BorchArray.of(new double[][] {{1, 2}, {2, 1}}))
            .invalid(
                "MultivariateNormal(loc, covarianceMatrix) got covarianceMatrix ="
                    + " [1.0, 0.5, 0.0, 1.0], expected a symmetric positive definite matrix",
                loc,
                BorchArray.of(new double[][] {{1, 0.5}, {0, 1}}))
            .build(),
        row("MultivariateNormal by precision", multivariateNormalPrecision(loc, covariance))
            .build(),
        row("MultivariateNormal by scaleTril", multivariateNormalTril(0, tril))
            .invalid(
                "MultivariateNormal(loc, scaleTril) got scaleTril = [1.0, 0.0, 0.5, -1.0],"
                    + " expected a lower triangular matrix with a positive diagonal",
                0.0,
                BorchArray.of(new double[][] {{1, 0}, {0.5, -1}}))
            .build(),
        row("Bernoulli by probs", bernoulli(0.3))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 0.7 : 1)
            .outside(0.5)
            .invalid("Bernoulli(probs) got probs = 1.5, expected in [0, 1]", 1.5)
            .build(),
        row("Bernoulli by logits", bernoulliLogits(-0.8))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 1 / (1 + Math.exp(-0.8)) : 1)
            .outside(2)
            .invalid("Bernoulli(logits) got logits = NaN, expected a finite number", Double.NaN)
            .build(),
        row("Poisson", poisson(3.5))
            .cdf(x -> PoissonDistribution.of(3.5).cumulativeProbability((int) Math.floor(x)))
            .outside(2.5)
            .invalid("Poisson(rate) got rate = -1.0, expected >= 0", -1.0)
            .build(),
        row("Categorical by probs", categorical(2, 3, 5))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 0.2 : x < 2 ? 0.5 : 1)
            .outside(3)
            .invalid(
                "Categorical(probs) got probs = [0.5, -0.5], expected every element >= 0",
                BorchArray.of(0.5, -0.5))
            .build(),
        row("Categorical by logits", categoricalLogits(0, Math.log(3)))
            .cdf(x -> x < 0 ? 0 : x < 1 ? 0.25 : 1)
            .outside(-1)
            .build(),
        row("Mixture", mixture(categorical(2, 3, 5), normal(means, scales)))
            .cdf(
                x ->
                    0.2 * NormalDistribution.of(0.5, 0.5).cumulativeProbability(x)
                        + 0.3 * NormalDistribution.of(-1, 1).cumulativeProbability(x)
                        + 0.5 * NormalDistribution.of(2, 0.7).cumulativeProbability(x))
            .build(),
        row("Mixture of positive values", mixture(categorical(1, 3), logNormal(centres, 0.4)))
            .cdf(
                x ->
                    0.25 * LogNormalDistribution.of(0.2, 0.4).cumulativeProbability(x)
                        + 0.75 * LogNormalDistribution.of(1, 0.4).cumulativeProbability(x))
            .outside(-1)
            .build(),
        row("Mixture of vectors", mixture(categorical(1, 3), multivariateNormal(locs, covariance)))
            .build(),
        row("Exponential", exponential(1.7))
            .cdf(ExponentialDistribution.of(1 / 1.7)::cumulativeProbability)
            .outside(-1)
            .invalid("Exponential(rate) got rate = -1.0, expected > 0", -1.0)
            .build(),
        row("Weibull", weibull(1.5, 2.3))
            .cdf(WeibullDistribution.of(2.3, 1.5)::cumulativeProbability)
            .outside(-1)
            .invalid("Weibull(scale, concentration) got scale = 0.0, expected > 0", 0.0, 1.0)
            .build(),
        row("Weibull of small concentration", weibull(1.5, 0.8))
            .cdf(WeibullDistribution.of(0.8, 1.5)::cumulativeProbability)
            .outside(-1)
            .build(),
        row("Cauchy", cauchy(0.5, 1.5))
            .cdf(CauchyDistribution.of(0.5, 1.5)::cumulativeProbability)
            .invalid("Cauchy(loc, scale) got scale = -5.0, expected > 0", 0.0, -5.0)
            .build(),
        row("Laplace", laplace(0.5, 1.5))
            .cdf(LaplaceDistribution.of(0.5, 1.5)::cumulativeProbability)
            .invalid("Laplace(loc, scale) got scale = 0.0, expected > 0", 0.0, 0.0)
            .build(),
        row("Logistic", logistic(0.5, 1.5))
            .cdf(LogisticDistribution.of(0.5, 1.5)::cumulativeProbability)
            .invalid("Logistic(loc, scale) got scale = -1.0, expected > 0", 0.0, -1.0)
            .build(),
        row("Gumbel", gumbel(0.5, 1.5))
            .cdf(GumbelDistribution.of(0.5, 1.5)::cumulativeProbability)
            .invalid("Gumbel(loc, scale) got scale = -1.0, expected > 0", 0.0, -1.0)
            .build(),
        row("InverseGamma", inverseGamma(6, 2.5))
            .cdf(x -> GammaDistribution.of(6, 1 / 2.5).survivalProbability(1 / x))
            .outside(-1)
            .invalid(
                "InverseGamma(concentration, rate) got concentration = 0.0, expected > 0", 0.0, 1.0)
            .build(),
        row("HalfStudentT", halfStudentT(7, 0.5))
            .cdf(x -> 2 * TDistribution.of(7).cumulativeProbability(x / 0.5) - 1)
            .outside(-1)
            .invalid("HalfStudentT(df, scale) got scale = -1.0, expected > 0", 3.0, -1.0)
            .build(),
        row("Pareto", pareto(1.5, 6))
            .cdf(ParetoDistribution.of(1.5, 6)::cumulativeProbability)
            .outside(1)
            .invalid("Pareto(scale, alpha) got alpha = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("AsymmetricLaplace", asymmetricLaplace(0.5, 1.5, 0.7))
            .cdf(
                x -> {
                  double z = (x - 0.5) / 1.5;
                  return z < 0
                      ? 0.49 / 1.49 * Math.exp(z / 0.7)
                      : 1 - 1 / 1.49 * Math.exp(-z * 0.7);
                })
            .invalid(
                "AsymmetricLaplace(loc, scale, asymmetry) got asymmetry = 0.0, expected > 0",
                0.0,
                1.0,
                0.0)
            .build(),
        row("SkewNormal", skewNormal(0.5, 1.5, 2))
            .cdf(
                x -> {
                  double z = (x - 0.5) / 1.5; // Owen's T(z, 2) by Simpson's rule
                  double t = 0;
                  for (int i = 0; i <= 2000; i++) {
                    double u = i / 1000.0;
                    int weight = i == 0 || i == 2000 ? 1 : i % 2 == 0 ? 2 : 4;
                    t += weight * Math.exp(-0.5 * z * z * (1 + u * u)) / (1 + u * u) / 3000;
                  }
                  return NormalDistribution.of(0, 1).cumulativeProbability(z) - t / Math.PI;
                })
            .invalid("SkewNormal(loc, scale, shape) got scale = -1.0, expected > 0", 0.0, -1.0, 1.0)
            .build(),
        row("Chi2", chi2(5))
            .cdf(ChiSquaredDistribution.of(5)::cumulativeProbability)
            .outside(-1)
            .invalid("Chi2(df) got df = 0.0, expected > 0", 0.0)
            .build(),
        row("Rayleigh", rayleigh(1.5))
            .cdf(x -> -Math.expm1(-0.5 * Math.pow(x / 1.5, 2)))
            .outside(-1)
            .invalid("Rayleigh(scale) got scale = 0.0, expected > 0", 0.0)
            .build(),
        row("ScaledInverseChi2", scaledInverseChi2(12, 1.5))
            .cdf(x -> GammaDistribution.of(6, 1 / (6 * 2.25)).survivalProbability(1 / x))
            .outside(-1)
            .invalid("ScaledInverseChi2(df, scale) got df = 0.0, expected > 0", 0.0, 1.0)
            .build(),
        row("FisherSnedecor", fisherSnedecor(5, 14))
            .cdf(FDistribution.of(5, 14)::cumulativeProbability)
            .outside(-1)
            .invalid("FisherSnedecor(df1, df2) got df2 = 0.0, expected > 0", 1.0, 0.0)
            .build(),
        row("BetaProportion", betaProportion(0.3, 7))
            .cdf(BetaDistribution.of(2.1, 4.9)::cumulativeProbability)
            .outside(1.5)
            .invalid(
                "BetaProportion(mean, concentration) got mean = 2.0, expected in [0, 1]", 2.0, 1.0)
            .build(),
        row("Kumaraswamy", kumaraswamy(2, 3.5))
            .cdf(x -> 1 - Math.pow(1 - x * x, 3.5))
            .outside(1.5)
            .invalid(
                "Kumaraswamy(concentration1, concentration0) got concentration1 = -1.0, expected > 0",
                -1.0,
                1.0)
            .build(),
        row("Geometric by probs", geometric(0.3))
            .cdf(x -> GeometricDistribution.of(0.3).cumulativeProbability((int) Math.floor(x)))
            .outside(2.5)
            .invalid("Geometric(probs) got probs = 1.5, expected in [0, 1]", 1.5)
            .build(),
        row("Geometric by logits", geometricLogits(0.2))
            .cdf(x -> 1 - Math.pow(1 + Math.exp(0.2), -1 - Math.floor(x)))
            .outside(-1)
            .build(),
        row("NegativeBinomial by probs", negativeBinomial(4, 0.4))
            .cdf(x -> PascalDistribution.of(4, 0.6).cumulativeProbability((int) Math.floor(x)))
            .outside(2.5)
            .invalid(
                "NegativeBinomial(totalCount, probs) got totalCount = 0.0, expected > 0", 0.0, 0.5)
            .build(),
        row("NegativeBinomial by logits", negativeBinomialLogits(2, -0.3))
            .cdf(
                x ->
                    PascalDistribution.of(2, 1 / (1 + Math.exp(-0.3)))
                        .cumulativeProbability((int) Math.floor(x)))
            .outside(-1)
            .build(),
        row("NegativeBinomial2", negativeBinomial2(3, 2))
            .cdf(x -> PascalDistribution.of(2, 0.4).cumulativeProbability((int) Math.floor(x)))
            .outside(-1)
            .invalid(
                "NegativeBinomial2(mean, concentration) got mean = -1.0, expected > 0", -1.0, 1.0)
            .build(),
        row("DiscreteUniform", discreteUniform(2, 7))
            .cdf(x -> Math.min(Math.max((Math.floor(x) - 1) / 6, 0), 1))
            .outside(8)
            .invalid("DiscreteUniform(low, high) got low = 0.5, expected a whole number", 0.5, 2.0)
            .build(),
        row("OrderedLogistic", orderedLogistic(0.3, BorchArray.of(-1, 0.5, 2)))
            .cdf(
                x ->
                    x < 0
                        ? 0
                        : x >= 3 ? 1 : 1 / (1 + Math.exp(0.3 - new double[] {-1, 0.5, 2}[(int) x])))
            .outside(4)
            .invalid(
                "OrderedLogistic(predictor, cutpoints) got cutpoints = [1.0, 0.0], expected numbers"
                    + " that ascend strictly",
                0.0,
                BorchArray.of(1, 0))
            .build(),
        row("TruncatedNormal", truncatedNormal(0.5, 1.5, -1, 2))
            .cdf(TruncatedNormalDistribution.of(0.5, 1.5, -1, 2)::cumulativeProbability)
            .outside(3)
            .invalid(
                "TruncatedNormal(loc, scale, low, high) got high = 1.0, expected in [3, Infinity]",
                0.0,
                1.0,
                3.0,
                1.0)
            .build(),
        row("TruncatedNormal above", truncatedNormal(0.5, 1.5, 0.7, Double.POSITIVE_INFINITY))
            .cdf(
                TruncatedNormalDistribution.of(0.5, 1.5, 0.7, Double.POSITIVE_INFINITY)
                    ::cumulativeProbability)
            .outside(-1)
            .build(),
        row("TruncatedNormal below", truncatedNormal(0.5, 1.5, Double.NEGATIVE_INFINITY, 0.7))
            .cdf(
                TruncatedNormalDistribution.of(0.5, 1.5, Double.NEGATIVE_INFINITY, 0.7)
                    ::cumulativeProbability)
            .outside(1)
            .build(),
        row("InverseGaussian", inverseGaussian(1.5, 6))
            .cdf(
                x -> {
                  NormalDistribution z = NormalDistribution.of(0, 1);
                  double root = Math.sqrt(6 / x);
                  return z.cumulativeProbability(root * (x / 1.5 - 1))
                      + Math.exp(8) * z.cumulativeProbability(-root * (x / 1.5 + 1));
                })
            .outside(-1)
            .invalid("InverseGaussian(loc, concentration) got loc = -1.0, expected > 0", -1.0, 1.0)
            .build(),
        row("LogitNormal", logitNormal(0.2, 1.4))
            .cdf(
                x ->
                    NormalDistribution.of(0.2, 1.4)
                        .cumulativeProbability(Math.log(x) - Math.log1p(-x)))
            .outside(1.5)
            .invalid("LogitNormal(loc, scale) got scale = -1.0, expected > 0", 0.0, -1.0)
            .build(),
        row("ContinuousBernoulli by probs", continuousBernoulli(0.3))
            .cdf(x -> Math.expm1(x * Math.log(3 / 7.0)) / (3 / 7.0 - 1))
            .outside(1.5)
            .invalid("ContinuousBernoulli(probs) got probs = 1.5, expected in [0, 1]", 1.5)
            .build(),
        row("ContinuousBernoulli by logits", continuousBernoulliLogits(1.2))
            .cdf(x -> Math.expm1(1.2 * x) / Math.expm1(1.2))
            .outside(-1)
            .build(),
        row("RelaxedBernoulli", relaxedBernoulli(1.3, 0.4))
            .cdf(x -> 1 / (1 + Math.exp(0.4 - 1.3 * (Math.log(x) - Math.log1p(-x)))))
            .outside(1.5)
            .invalid(
                "RelaxedBernoulli(temperature, logits) got temperature = 0.0, expected > 0",
                0.0,
                0.0)
            .build(),
        row("Binomial by probs", binomial(12, 0.3))
            .cdf(x -> BinomialDistribution.of(12, 0.3).cumulativeProbability((int) Math.floor(x)))
            .outside(13)
            .invalid(
                "Binomial(totalCount, probs) got totalCount = 2.5, expected a whole number >= 0",
                2.5,
                0.5)
            .build(),
        row("Binomial by logits", binomialLogits(5, 0.4))
            .cdf(
                x ->
                    BinomialDistribution.of(5, 1 / (1 + Math.exp(-0.4)))
                        .cumulativeProbability((int) Math.floor(x)))
            .outside(-1)
            .build(),
        row("BetaBinomial", betaBinomial(9, 2, 3.5))
            .cdf(
                x -> {
                  double sum = 0;
                  for (int k = 0; k <= Math.min(x, 9); k++) {
                    sum +=
                        BinomialCoefficientDouble.value(9, k)
                            * Math.exp(LogBeta.value(k + 2, 9 - k + 3.5) - LogBeta.value(2, 3.5));
                  }
                  return sum;
                })
            .outside(10)
            .invalid(
                "BetaBinomial(totalCount, concentration1, concentration0) got concentration1 = 0.0,"
                    + " expected > 0",
                3.0,
                0.0,
                1.0)
            .build(),
        row("ZeroInflated Poisson", zeroInflated(0.3, poisson(3.5)))
            .cdf(
                x ->
                    x < 0
                        ? 0
                        : 0.3
                            + 0.7
                                * PoissonDistribution.of(3.5)
                                    .cumulativeProbability((int) Math.floor(x)))
            .outside(2.5)
            .build(),
        row("ZeroInflated NegativeBinomial", zeroInflated(0.2, negativeBinomial(4, 0.4)))
            .cdf(
                x ->
                    x < 0
                        ? 0
                        : 0.2
                            + 0.8
                                * PascalDistribution.of(4, 0.6)
                                    .cumulativeProbability((int) Math.floor(x)))
            .outside(-1)
            .build(),
        row("Multinomial by probs", multinomial(7, BorchArray.of(2, 3, 5)))
            .outside(3, 2, 1)
            .invalid(
                "Multinomial(totalCount, probs) got totalCount = -1.0, expected a whole number >= 0",
                -1.0,
                BorchArray.of(0.5, 0.5))
            .build(),
        row("Multinomial by logits", multinomialLogits(4, BorchArray.of(0, 0.5, -1)))
            .outside(3, 2, -1)
            .build(),
        row("DirichletMultinomial", dirichletMultinomial(6, BorchArray.of(1.5, 2, 3)))
            .outside(3, 2, 2)
            .invalid(
                "DirichletMultinomial(totalCount, concentration) got concentration = [1.0, -2.0],"
                    + " expected every element > 0",
                3.0,
                BorchArray.of(1, -2))
            .build(),
        row("RelaxedOneHotCategorical", relaxedOneHotCategorical(1.3, BorchArray.of(0, 0.5, -1)))
            .outside(0.5, 0.7, -0.2)
            .invalid(
                "RelaxedOneHotCategorical(temperature, logits) got temperature = 0.0, expected > 0",
                0.0,
                BorchArray.of(1, 2))
            .build(),
        row("MultivariateStudentT", multivariateStudentT(7, loc, tril))
            .invalid(
                "MultivariateStudentT(df, loc, scaleTril) got scaleTril = [1.0, 0.0, 0.5, -1.0],"
                    + " expected a lower triangular matrix with a positive diagonal",
                3.0,
                loc,
                BorchArray.of(new double[][] {{1, 0}, {0.5, -1}}))
            .build(),
        row(
                "LowRankMultivariateNormal",
                lowRankMultivariateNormal(
                    means, BorchArray.of(new double[][] {{0.5, 1}, {-0.4, 0.3}, {1, 2}}), scales))
            .invalid(
                "LowRankMultivariateNormal(loc, covFactor, covDiag) got covDiag = [1.0, -1.0],"
                    + " expected every element > 0",
                loc,
                BorchArray.of(new double[][] {{1}, {2}}),
                BorchArray.of(1, -1))
            .build(),
        row("LkjCholesky", lkjCholesky(3, 1.5))
            .outside(1, 0, 0, 0.5, 0.5, 0, 0, 0, 1)
            .invalid("LkjCholesky(concentration) got concentration = 0.0, expected > 0", 0.0)
            .build(),
        row("Delta", delta(1.5)).outside(1).build(),
        row("Independent", normal(means, scales).toEvent(1)).build(),
        row("TransformedDistribution", transformed(normal(0.2, 0.4), new Exp()))
            .cdf(LogNormalDistribution.of(0.2, 0.4)::cumulativeProbability)
            .outside(-1)
            .build(),
        row("TransformedDistribution of a chain", transformed(normal(0, 1), shiftedExp))
            .cdf(x -> LogNormalDistribution.of(0.2, 0.4).cumulativeProbability(x - 1))
            .outside(0.5)
            .build(),
        row("TransformedDistribution of a Gamma", transformed(gamma(2, 1), new Inverse(new Exp())))
            .cdf(x -> GammaDistribution.of(2, 1).cumulativeProbability(Math.exp(x)))
            .build());
  }

  boolean isUnivariate() {
    return distribution.isProper()
        && distribution.eventShape().dimension() == 0
        && !(distribution instanceof Delta);
  }

  boolean isContinuous() {
    return !distribution.isDiscrete() && !(distribution instanceof Delta);
  }

  @Override
  public String toString() {
    return label;
  }

  static Builder row(String label, Distribution distribution) {
    return new Builder(label, distribution);
  }

  static final class Builder {
    private final String label;
    private final Distribution distribution;
    private final List<Invalid> invalid = new ArrayList<>();
    private @Nullable DoubleUnaryOperator cdf;
    private double[] outside = {};

    Builder(String label, Distribution distribution) {
      this.label = label;
      this.distribution = distribution;
    }

    Builder cdf(DoubleUnaryOperator cdf) {
      this.cdf = cdf;
      return this;
    }

    Builder outside(double... outside) {
      this.outside = outside;
      return this;
    }

    Builder invalid(String message, Object... arguments) {
      List<Operand> operands = new ArrayList<>();
      for (Object argument : arguments) {
        operands.add(
            argument instanceof BorchArray array
                ? Operand.of(array)
                : Operand.of((double) argument));
      }
      invalid.add(new Invalid(message, operands));
      return this;
    }

    DistributionCase build() {
      return new DistributionCase(label, distribution, cdf, outside, List.copyOf(invalid));
    }
  }
}
