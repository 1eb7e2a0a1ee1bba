package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;

import ai.djl.ndarray.NDArray;

/**
 * Kullback-Leibler divergences within families, of parameters that are arrays of one type. Those of
 * large concentrations are written in Stirling's remainders, because their log-gammas would cancel.
 */
final class FamilyDivergences {

  private FamilyDivergences() {}

  /** r - 1 - log r of a ratio r given by its logarithm. */
  private static NDArray excess(NDArray logRatio) {
    return expm1(logRatio).sub(logRatio);
  }

  static NDArray exponentials(Exponential q, Exponential p) {
    return excess(log(p.array(p.rate)).sub(log(q.array(q.rate))));
  }

  static NDArray gammas(Gamma q, Gamma p) {
    return gammas(
        q.array(q.concentration), q.array(q.rate), p.array(p.concentration), p.array(p.rate));
  }

  /** Divergences are those of the reciprocals. */
  static NDArray inverseGammas(InverseGamma q, InverseGamma p) {
    return gammas(
        q.array(q.concentration), q.array(q.rate), p.array(p.concentration), p.array(p.rate));
  }

  /** Between Gamma(a, b) and Gamma(c, d). */
  static NDArray gammas(NDArray a, NDArray b, NDArray c, NDArray d) {
    NDArray logMeans = log(a).sub(log(b)).sub(log(c)).add(log(d));
    return c.mul(excess(logMeans))
        .add(log(a).sub(log(c)).mul(0.5))
        .add(a.sub(c).mul(Stirling.digammaRemainder(a)))
        .sub(Stirling.remainder(a))
        .add(Stirling.remainder(c));
  }

  static NDArray betas(Beta q, Beta p) {
    NDArray a = q.array(q.concentration1);
    NDArray b = q.array(q.concentration0);
    NDArray c = p.array(p.concentration1);
    NDArray d = p.array(p.concentration0);
    NDArray n = a.add(b);
    NDArray m = c.add(d);
    NDArray gap = c.div(m).sub(a.div(n));
    return Stirling.timesLog(c, c.div(m).div(a.div(n)), gap.div(a.div(n)))
        .add(Stirling.timesLog(d, d.div(m).div(b.div(n)), gap.neg().div(b.div(n))))
        .add(part(a, c))
        .add(part(b, d))
        .sub(part(n, m));
  }

  /** What a concentration a of q and c of p add, beyond the logarithms of the means. */
  private static NDArray part(NDArray a, NDArray c) {
    return log(a)
        .sub(log(c))
        .mul(0.5)
        .add(a.sub(c).mul(Stirling.digammaRemainder(a)))
        .sub(Stirling.remainder(a))
        .add(Stirling.remainder(c));
  }

  static NDArray dirichlets(Dirichlet q, Dirichlet p) {
    NDArray a = q.concentration();
    NDArray c = p.concentration();
    NDArray n = Distribution.sumLast(a, 1);
    NDArray m = Distribution.sumLast(c, 1);
    NDArray ofQ = a.div(n.expandDims(-1));
    NDArray ofP = c.div(m.expandDims(-1));
    NDArray perEntry = Stirling.timesLog(c, ofP.div(ofQ), ofP.sub(ofQ).div(ofQ)).add(part(a, c));
    return Distribution.sumLast(perEntry, 1).sub(part(n, m));
  }

  static NDArray laplaces(Laplace q, Laplace p) {
    NDArray a = q.array(q.scale);
    NDArray b = p.array(p.scale);
    NDArray distance = abs(q.array(q.loc).sub(p.array(p.loc)));
    return log(b)
        .sub(log(a))
        .add(distance.div(b))
        .add(a.div(b).mul(exp(distance.div(a).neg())))
        .sub(1);
  }

  static NDArray cauchys(Cauchy q, Cauchy p) {
    NDArray a = q.array(q.scale);
    NDArray b = p.array(p.scale);
    NDArray distance = q.array(q.loc).sub(p.array(p.loc));
    NDArray squares = square(a.add(b)).add(square(distance));
    return log(squares).sub(log(a)).sub(log(b)).sub(Math.log(4));
  }

  static NDArray gumbels(Gumbel q, Gumbel p) {
    NDArray ratio = q.array(q.scale).div(p.array(p.scale));
    NDArray shift = q.array(q.loc).sub(p.array(p.loc)).div(p.array(p.scale));
    return shift
        .add(exp(logGamma(ratio.add(1)).sub(shift)))
        .sub(1)
        .sub(log(ratio))
        .add(ratio.sub(1).mul(Gumbel.EULER));
  }

  static NDArray weibulls(Weibull q, Weibull p) {
    NDArray k = q.array(q.concentration);
    NDArray l = p.array(p.concentration);
    NDArray logScales = log(q.array(q.scale)).sub(log(p.array(p.scale)));
    NDArray ratio = l.div(k);
    return exp(l.mul(logScales).add(logGamma(ratio.add(1))))
        .sub(1)
        .sub(log(ratio))
        .sub(l.mul(logScales))
        .add(ratio.sub(1).mul(Gumbel.EULER));
  }

  /** Infinite where q reaches below p. */
  static NDArray paretos(Pareto q, Pareto p) {
    NDArray inside = q.array(q.scale).gte(p.array(p.scale));
    NDArray logScales = log(q.array(q.scale)).sub(log(p.array(p.scale)));
    NDArray logAlphas = log(p.array(p.alpha)).sub(log(q.array(q.alpha)));
    NDArray divergence = p.array(p.alpha).mul(logScales).add(excess(logAlphas));
    return where(inside, divergence, Double.POSITIVE_INFINITY);
  }

  static NDArray poissons(Poisson q, Poisson p) {
    NDArray a = q.mean();
    NDArray b = p.mean();
    return xlogy(a, a).sub(xlogy(a, b)).sub(a.sub(b));
  }

  /** Of one trial, as often as there are in the mean. */
  static NDArray geometrics(Geometric q, Geometric p) {
    return q.chance.divergenceFrom(p.chance, q.type()).div(q.chance.success(q.type()));
  }
}
