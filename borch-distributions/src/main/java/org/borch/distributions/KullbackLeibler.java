package org.borch.distributions;

import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.erf;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.trigamma;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import java.util.Optional;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Operand;

/**
 * Closed forms of the Kullback-Leibler divergence KL(q || p) = E_q[log q - log p], in nats. There
 * is one only between equal batch and event shapes: nothing broadcasts.
 */
public final class KullbackLeibler {

  /** The divergence of a pair of families whose parameters are arrays of one data type. */
  private interface Rule<Q, P> {
    NDArray between(Q q, P p);
  }

  private record Pair(Class<?> q, Class<?> p) {}

  private static final Map<Pair, Rule<Distribution, Distribution>> RULES =
      Map.ofEntries(
          rule(Normal.class, Normal.class, KullbackLeibler::normals),
          rule(LogNormal.class, LogNormal.class, (q, p) -> normals(q.ofLog(), p.ofLog())),
          rule(HalfNormal.class, HalfNormal.class, KullbackLeibler::halfNormals),
          rule(HalfCauchy.class, HalfCauchy.class, KullbackLeibler::halfCauchys),
          rule(Gamma.class, Gamma.class, FamilyDivergences::gammas),
          rule(Beta.class, Beta.class, FamilyDivergences::betas),
          rule(Uniform.class, Uniform.class, KullbackLeibler::uniforms),
          rule(Dirichlet.class, Dirichlet.class, FamilyDivergences::dirichlets),
          rule(Bernoulli.class, Bernoulli.class, Bernoulli::divergenceFrom),
          rule(Poisson.class, Poisson.class, FamilyDivergences::poissons),
          rule(Categorical.class, Categorical.class, Categorical::divergenceFrom),
          rule(
              MultivariateNormal.class,
              MultivariateNormal.class,
              (q, p) -> q.divergenceFrom(p, q.type())),
          rule(Exponential.class, Exponential.class, FamilyDivergences::exponentials),
          rule(InverseGamma.class, InverseGamma.class, FamilyDivergences::inverseGammas),
          rule(Laplace.class, Laplace.class, FamilyDivergences::laplaces),
          rule(Cauchy.class, Cauchy.class, FamilyDivergences::cauchys),
          rule(Gumbel.class, Gumbel.class, FamilyDivergences::gumbels),
          rule(Weibull.class, Weibull.class, FamilyDivergences::weibulls),
          rule(Pareto.class, Pareto.class, FamilyDivergences::paretos),
          rule(Geometric.class, Geometric.class, FamilyDivergences::geometrics),
          rule(Binomial.class, Binomial.class, CrossDivergences::binomials),
          rule(NegativeBinomial.class, NegativeBinomial.class, CrossDivergences::negativeBinomials),
          rule(Laplace.class, Normal.class, KullbackLeibler::toNormal),
          rule(Logistic.class, Normal.class, KullbackLeibler::toNormal),
          rule(Gumbel.class, Normal.class, KullbackLeibler::toNormal),
          rule(Exponential.class, Normal.class, KullbackLeibler::toNormal),
          rule(Weibull.class, Normal.class, KullbackLeibler::toNormal),
          rule(TruncatedNormal.class, Normal.class, KullbackLeibler::toNormal),
          rule(Normal.class, Laplace.class, KullbackLeibler::normalToLaplace),
          rule(Normal.class, Gumbel.class, KullbackLeibler::normalToGumbel),
          rule(Exponential.class, Gamma.class, KullbackLeibler::exponentialToGamma),
          rule(Gamma.class, Exponential.class, KullbackLeibler::gammaToExponential),
          rule(Weibull.class, Gamma.class, KullbackLeibler::weibullToGamma),
          rule(
              LowRankMultivariateNormal.class,
              LowRankMultivariateNormal.class,
              (q, p) -> q.full().divergenceFrom(p.full(), q.type())),
          rule(Uniform.class, Normal.class, KullbackLeibler::toNormal),
          rule(StudentT.class, Normal.class, KullbackLeibler::studentToNormal),
          rule(LogNormal.class, Normal.class, KullbackLeibler::toNormal),
          rule(HalfNormal.class, Normal.class, KullbackLeibler::toNormal),
          rule(Gamma.class, Normal.class, KullbackLeibler::toNormal),
          rule(Beta.class, Normal.class, KullbackLeibler::toNormal),
          rule(LogNormal.class, HalfNormal.class, KullbackLeibler::toHalfNormal),
          rule(Gamma.class, HalfNormal.class, KullbackLeibler::toHalfNormal),
          rule(Beta.class, HalfNormal.class, KullbackLeibler::toHalfNormal),
          rule(LogNormal.class, Gamma.class, KullbackLeibler::logNormalToGamma),
          rule(Gamma.class, LogNormal.class, KullbackLeibler::gammaToLogNormal),
          rule(Beta.class, Uniform.class, KullbackLeibler::betaToUniform),
          rule(Normal.class, Cauchy.class, CrossDivergences::normalToCauchy),
          rule(Normal.class, StudentT.class, CrossDivergences::normalToStudentT),
          rule(HalfNormal.class, HalfCauchy.class, CrossDivergences::halfNormalToHalfCauchy),
          rule(Beta.class, Kumaraswamy.class, CrossDivergences::betaToKumaraswamy),
          rule(Kumaraswamy.class, Beta.class, CrossDivergences::kumaraswamyToBeta),
          rule(Poisson.class, NegativeBinomial.class, CrossDivergences::poissonToNegativeBinomial),
          rule(NegativeBinomial.class, Poisson.class, CrossDivergences::negativeBinomialToPoisson),
          rule(VonMises.class, VonMises.class, VonMises::divergence),
          rule(VonMisesFisher.class, VonMisesFisher.class, VonMisesFisher::divergence),
          rule(
              ConwayMaxwellPoisson.class,
              ConwayMaxwellPoisson.class,
              ConwayMaxwellPoisson::divergence),
          rule(Wishart.class, Wishart.class, Wishart::divergence));

  private KullbackLeibler() {}

  /** Whether {@link #between} has a value. */
  public static boolean exists(Distribution q, Distribution p) {
    return find(q, p).isPresent();
  }

  /**
   * KL(q || p): batch. Empty if there is no closed form or batch or event shapes differ.
   *
   * <p>A Delta's log density at its own point is 0, so KL(Delta(v) || p) = -log p(v).
   */
  public static Optional<NDArray> between(Distribution q, Distribution p) {
    return find(q, p)
        .map(
            rule -> {
              DataType type = commonType(q, p);
              return rule.between(q.in(type), p.in(type));
            });
  }

  private static DataType commonType(Distribution q, Distribution p) {
    DataType ofQ = q.arrayType().orElseGet(p::type);
    DataType ofP = p.arrayType().orElse(ofQ);
    return ofQ == DataType.FLOAT64 || ofP == DataType.FLOAT64 ? DataType.FLOAT64 : ofQ;
  }

  private static Optional<Rule<Distribution, Distribution>> find(Distribution q, Distribution p) {
    if (!q.batchShape().equals(p.batchShape()) || !q.eventShape().equals(p.eventShape())) {
      return Optional.empty();
    } else if (q instanceof Delta) {
      return Optional.of((point, prior) -> prior.logProb(((Delta) point).mean()).neg());
    } else if (q instanceof Alias alias) {
      return find(meaning(alias), p).map(rule -> (a, b) -> rule.between(meaning((Alias) a), b));
    } else if (p instanceof Alias alias) {
      return find(q, meaning(alias)).map(rule -> (a, b) -> rule.between(a, meaning((Alias) b)));
    } else if (q instanceof Independent joinedQ && p instanceof Independent joinedP) {
      return ofParts(joinedQ, joinedP);
    } else if (q instanceof TransformedDistribution imageQ
        && p instanceof TransformedDistribution imageP) {
      return imageQ.bijector().equals(imageP.bijector())
          ? find(imageQ.base(), imageP.base()).map(KullbackLeibler::ofBases)
          : Optional.empty();
    } else if (isNormalVector(q) || isNormalVector(p)) {
      return isMultivariate(q) && isMultivariate(p)
          ? Optional.of((a, b) -> multivariate(a).divergenceFrom(multivariate(b), a.type()))
          : Optional.empty();
    }
    return Optional.ofNullable(RULES.get(new Pair(q.getClass(), p.getClass())));
  }

  private static <Q extends Distribution, P extends Distribution>
      Map.Entry<Pair, Rule<Distribution, Distribution>> rule(
          Class<Q> q, Class<P> p, Rule<Q, P> rule) {
    return Map.entry(new Pair(q, p), (a, b) -> rule.between(q.cast(a), p.cast(b)));
  }

  // Wrappers

  private static Optional<Rule<Distribution, Distribution>> ofParts(Independent q, Independent p) {
    return q.joined() == p.joined()
        ? find(q.base(), p.base())
            .map(
                rule ->
                    (a, b) ->
                        Distribution.sumLast(
                            rule.between(((Independent) a).base(), ((Independent) b).base()),
                            ((Independent) a).joined()))
        : Optional.empty();
  }

  private static Rule<Distribution, Distribution> ofBases(Rule<Distribution, Distribution> rule) {
    return (a, b) ->
        rule.between(((TransformedDistribution) a).base(), ((TransformedDistribution) b).base());
  }

  private static Distribution meaning(Alias alias) {
    return alias.same(alias.type()).expand(alias.batchShape());
  }

  private static boolean isNormalVector(Distribution d) {
    return d instanceof Independent joined
        && joined.joined() == 1
        && joined.base() instanceof Normal;
  }

  private static boolean isMultivariate(Distribution d) {
    return d instanceof MultivariateNormal || isNormalVector(d);
  }

  private static MultivariateNormal multivariate(Distribution d) {
    if (d instanceof MultivariateNormal already) {
      return already;
    }
    Normal parts = (Normal) ((Independent) d).base();
    NDArray scaleTril = LinearAlgebra.diagonalMatrix(parts.array(parts.scale));
    return new MultivariateNormal(
        Operand.of(parts.mean()),
        Operand.of(scaleTril),
        MultivariateNormal.Parameterization.SCALE_TRIL);
  }

  // Within a family

  /** (r² + z² - 1) / 2 - log r with r the ratio of scales, exact near r = 1. */
  private static NDArray normals(Normal q, Normal p) {
    NDArray scale = p.array(p.scale);
    NDArray z = p.mean().sub(q.mean()).div(scale);
    return scales(q.array(q.scale), scale).add(square(z).mul(0.5));
  }

  private static NDArray halfNormals(HalfNormal q, HalfNormal p) {
    return scales(q.array(q.scale), p.array(p.scale));
  }

  private static NDArray scales(NDArray q, NDArray p) {
    NDArray logRatio = log(q).sub(log(p));
    return expm1(logRatio.mul(2)).mul(0.5).sub(logRatio);
  }

  /** The same as between the Cauchy distributions whose halves they are. */
  private static NDArray halfCauchys(HalfCauchy q, HalfCauchy p) {
    NDArray ofQ = q.array(q.scale);
    NDArray ofP = p.array(p.scale);
    return log(ofQ.add(ofP).mul(0.5)).mul(2).sub(log(ofQ)).sub(log(ofP));
  }

  /** Infinite unless q's interval lies in p's. */
  private static NDArray uniforms(Uniform q, Uniform p) {
    NDArray inside =
        q.array(q.low).gte(p.array(p.low)).logicalAnd(q.array(q.high).lte(p.array(p.high)));
    return onlyWhere(inside, p.entropy().sub(q.entropy()));
  }

  // Between families: -H(q) - E_q[log p]

  /** From any family with a mean and a variance. */
  private static NDArray toNormal(Distribution q, Normal p) {
    NDArray shift = q.mean().sub(p.mean());
    return crossNormal(q.variance().add(square(shift)), p.array(p.scale)).sub(q.entropy());
  }

  /** Around loc, for the mean of a StudentT is undefined where the divergence is infinite. */
  private static NDArray studentToNormal(StudentT q, Normal p) {
    NDArray shift = q.array(q.loc).sub(p.mean());
    return crossNormal(q.variance().add(square(shift)), p.array(p.scale)).sub(q.entropy());
  }

  private static NDArray toHalfNormal(Distribution q, HalfNormal p) {
    NDArray secondMoment = q.variance().add(square(q.mean()));
    return crossNormal(secondMoment, p.array(p.scale)).sub(Math.log(2)).sub(q.entropy());
  }

  private static NDArray crossNormal(NDArray squaredDistance, NDArray scale) {
    return squaredDistance
        .div(square(scale))
        .mul(0.5)
        .add(log(scale))
        .add(Stirling.HALF_LOG_TWO_PI);
  }

  private static NDArray normalToLaplace(Normal q, Laplace p) {
    NDArray scale = q.array(q.scale);
    NDArray shift = q.mean().sub(p.mean());
    NDArray z = shift.div(scale);
    NDArray distance =
        exp(square(z).mul(-0.5))
            .mul(scale)
            .mul(Math.sqrt(2 / Math.PI))
            .add(shift.mul(erf(z.mul(Math.sqrt(0.5)))));
    NDArray b = p.array(p.scale);
    return distance.div(b).add(log(b)).add(Math.log(2)).sub(q.entropy());
  }

  private static NDArray normalToGumbel(Normal q, Gumbel p) {
    NDArray scale = p.array(p.scale);
    NDArray shift = q.mean().sub(p.array(p.loc)).div(scale);
    NDArray halfVariance = square(q.array(q.scale).div(scale)).mul(0.5);
    return shift.add(exp(halfVariance.sub(shift))).add(log(scale)).sub(q.entropy());
  }

  private static NDArray exponentialToGamma(Exponential q, Gamma p) {
    NDArray rate = q.array(q.rate);
    return FamilyDivergences.gammas(
        rate.onesLike(), rate, p.array(p.concentration), p.array(p.rate));
  }

  private static NDArray gammaToExponential(Gamma q, Exponential p) {
    NDArray rate = p.array(p.rate);
    return FamilyDivergences.gammas(
        q.array(q.concentration), q.array(q.rate), rate.onesLike(), rate);
  }

  private static NDArray weibullToGamma(Weibull q, Gamma p) {
    NDArray a = p.array(p.concentration);
    NDArray b = p.array(p.rate);
    NDArray meanLog = log(q.array(q.scale)).sub(q.array(q.concentration).pow(-1).mul(Gumbel.EULER));
    NDArray meanLogDensity =
        a.mul(log(b)).sub(logGamma(a)).add(a.sub(1).mul(meanLog)).sub(b.mul(q.mean()));
    return meanLogDensity.neg().sub(q.entropy());
  }

  private static NDArray logNormalToGamma(LogNormal q, Gamma p) {
    NDArray a = p.array(p.concentration);
    NDArray b = p.array(p.rate);
    NDArray meanLogDensity =
        a.mul(log(b)).sub(logGamma(a)).add(a.sub(1).mul(q.ofLog().mean())).sub(b.mul(q.mean()));
    return meanLogDensity.neg().sub(q.entropy());
  }

  private static NDArray gammaToLogNormal(Gamma q, LogNormal p) {
    NDArray a = q.array(q.concentration);
    NDArray meanLog = digamma(a).sub(log(q.array(q.rate)));
    NDArray shift = meanLog.sub(p.ofLog().mean());
    NDArray scale = p.ofLog().array(p.ofLog().scale);
    return crossNormal(trigamma(a).add(square(shift)), scale).add(meanLog).sub(q.entropy());
  }

  private static NDArray betaToUniform(Beta q, Uniform p) {
    NDArray inside = p.array(p.low).lte(0).logicalAnd(p.array(p.high).gte(1));
    return onlyWhere(inside, p.entropy().sub(q.entropy()));
  }

  private static NDArray onlyWhere(NDArray inside, NDArray divergence) {
    return where(inside, divergence, Double.POSITIVE_INFINITY);
  }
}
