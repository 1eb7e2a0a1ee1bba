package org.borch.distributions;

import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1pSquare;
import static org.borch.tensor.ArrayMath.logBeta;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.CountMath;
import org.borch.tensor.Operand;
import org.borch.tensor.number.CountFamily;

/**
 * Kullback-Leibler divergences whose expectation is one integral or one sum over counts, of
 * parameters that are arrays of one type.
 */
final class CrossDivergences {

  private CrossDivergences() {}

  static NDArray normalToCauchy(Normal q, Cauchy p) {
    NDArray s = p.array(p.scale);
    return meanLogOnePlusSquare(q, p.array(p.loc), s)
        .add(log(s))
        .add(Math.log(Math.PI))
        .sub(q.entropy());
  }

  static NDArray normalToStudentT(Normal q, StudentT p) {
    NDArray nu = p.array(p.df);
    NDArray s = p.array(p.scale);
    NDArray atPeak = p.logProb(p.array(p.loc));
    return meanLogOnePlusSquare(q, p.array(p.loc), s.mul(sqrt(nu)))
        .mul(nu.add(1).mul(0.5))
        .sub(atPeak)
        .sub(q.entropy());
  }

  /** That between the whole distributions, which are symmetric. */
  static NDArray halfNormalToHalfCauchy(HalfNormal q, HalfCauchy p) {
    Operand zero = Operand.of(q.array(q.scale).zerosLike());
    return normalToCauchy(new Normal(zero, q.scale), new Cauchy(zero, p.scale));
  }

  /** E_q[log(1 + ((x - loc)/scale)²)]. */
  private static NDArray meanLogOnePlusSquare(Normal q, NDArray loc, NDArray scale) {
    NDArray sigma = q.array(q.scale);
    NDArray centre = loc.sub(q.array(q.loc)).div(sigma);
    NDArray distance = scale.div(sigma);
    NDArray unit = distance.expandDims(-1);
    return Averages.normalNear(
        centre,
        distance.minimum(1).maximum(1e-8),
        z -> log1pSquare(z.sub(centre.expandDims(-1)).div(unit)));
  }

  static NDArray betaToKumaraswamy(Beta q, Kumaraswamy p) {
    NDArray c = q.array(q.concentration1);
    NDArray d = q.array(q.concentration0);
    NDArray a = p.array(p.concentration1);
    NDArray b = p.array(p.concentration0);
    NDArray meanLog = digamma(c).sub(digamma(c.add(d)));
    return a.sub(1)
        .mul(meanLog)
        .add(b.sub(1).mul(Averages.logOneLessPower(c, d, a)))
        .add(log(a))
        .add(log(b))
        .add(q.entropy())
        .neg();
  }

  /** x^a of a Kumaraswamy(a, b) is from Beta(1, b). */
  static NDArray kumaraswamyToBeta(Kumaraswamy q, Beta p) {
    NDArray a = q.array(q.concentration1);
    NDArray b = q.array(q.concentration0);
    NDArray c = p.array(p.concentration1);
    NDArray d = p.array(p.concentration0);
    NDArray meanLog = digamma(b.onesLike()).sub(digamma(b.add(1))).div(a);
    NDArray meanLogRest = Averages.logOneLessPower(b.onesLike(), b, a.pow(-1));
    return c.sub(1)
        .mul(meanLog)
        .add(d.sub(1).mul(meanLogRest))
        .sub(logBeta(c, d))
        .add(q.entropy())
        .neg();
  }

  static NDArray poissonToNegativeBinomial(Poisson q, NegativeBinomial p) {
    NDArray rate = q.mean();
    NDArray r = p.array(p.totalCount);
    return xlogy(rate, rate)
        .sub(rate)
        .sub(CountMath.logRising(CountFamily.POISSON, r, rate))
        .sub(p.chance.timesLogSuccess(rate))
        .sub(p.chance.timesLogFailure(r));
  }

  static NDArray negativeBinomialToPoisson(NegativeBinomial q, Poisson p) {
    NDArray r = q.array(q.totalCount);
    NDArray rate = p.mean();
    NDArray mean = q.mean();
    return q.meanLogRising(r)
        .add(q.chance.timesLogFailure(r))
        .add(q.chance.timesLogSuccess(mean))
        .sub(xlogy(mean, rate))
        .add(rate);
  }

  /** Infinite where q has more trials than p. */
  static NDArray binomials(Binomial q, Binomial p) {
    NDArray n = q.array(q.totalCount);
    NDArray ofTrials = q.chance.divergenceFrom(p.chance, q.type()).mul(n);
    if (q.totalCount.equals(p.totalCount)) {
      return ofTrials;
    }
    NDArray m = p.array(p.totalCount);
    NDArray more = m.sub(n);
    NDArray isInside = more.gte(0);
    NDArray rest = where(isInside, more, 0);
    // E[log (n choose k) - log (m choose k)], by the failures n - k.
    NDArray r = rest.add(1);
    Binomial failures =
        Binomial.ofLogits(q.totalCount, Operand.of(q.chance.logOdds(q.type()).neg()));
    NDArray coefficients =
        logGamma(n.add(1))
            .sub(logGamma(m.add(1)))
            .add(failures.meanLogRising(r))
            .sub(failures.meanLogRising(r.onesLike()))
            .add(logGamma(r));
    NDArray divergence = ofTrials.add(coefficients).sub(p.chance.timesLogFailure(rest));
    return where(isInside, divergence, Double.POSITIVE_INFINITY);
  }

  static NDArray negativeBinomials(NegativeBinomial q, NegativeBinomial p) {
    NDArray r = q.array(q.totalCount);
    NDArray ofTrial = q.chance.divergenceFrom(p.chance, q.type());
    NDArray ofTrials = ofTrial.mul(r).div(q.chance.failure(q.type()));
    if (q.totalCount.equals(p.totalCount)) {
      return ofTrials;
    }
    NDArray s = p.array(p.totalCount);
    return ofTrials
        .add(q.meanLogRising(r).sub(q.meanLogRising(s)))
        .sub(p.chance.timesLogFailure(s.sub(r)));
  }
}
