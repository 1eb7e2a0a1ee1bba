package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.digamma;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1pSquare;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.IncompleteMath.betaI;
import static org.borch.tensor.IncompleteMath.betaIInverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * StudentT(df ν, loc μ, scale s): p(x) = Γ((ν+1)/2) / (Γ(ν/2) √(νπ) s) (1 + z²/ν)^(-(ν+1)/2), z =
 * (x-μ)/s, x real. The mean is NaN for ν ≤ 1, the variance infinite for ν ≤ 2.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 28.
 */
public final class StudentT extends LocationScale {

  private static final double HALF_LOG_PI = 0.5 * Math.log(Math.PI);

  /** Of z² (ν+1)/ν: the series' next term is below 1e-17. */
  private static final double CENTRAL = 1e-5;

  final Operand df;

  /** df: batch, above 0; loc: batch; scale: batch, above 0. */
  public StudentT(Operand df, Operand loc, Operand scale) {
    super(loc, scale, new Parameter("df", df, Constraints.positive()), loc(loc), scale(scale));
    this.df = df;
  }

  @Override
  public StudentT withParameters(List<Operand> values) {
    return new StudentT(values.get(0), values.get(1), values.get(2));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray nu = df.like(x);
    NDArray s = scale.like(x);
    NDArray z = x.sub(loc.like(x)).div(s).div(sqrt(nu));
    return Stirling.logGammaHalfStep(nu.mul(0.5))
        .sub(log(nu).mul(0.5))
        .sub(HALF_LOG_PI)
        .sub(log(s))
        .sub(nu.add(1).mul(0.5).mul(log1pSquare(z)));
  }

  /** z √(ν/2 / g) with z normal and g standard Gamma(ν/2), whose log never underflows. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.at("normal").normal(shape(sampleShape));
    NDArray half = broadcastTo(df.like(z).mul(0.5), z.getShape());
    NDArray logGamma = Gamma.logStandardDraw(noise.at("gamma"), half);
    NDArray t = z.mul(exp(log(half).sub(logGamma).mul(0.5)));
    return t.mul(scale.like(z)).add(loc.like(z));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return below(df.like(x), standardized(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return below(df.like(x), standardized(x).neg());
  }

  /** The probability of standard numbers below z. */
  private static NDArray below(NDArray nu, NDArray z) {
    NDArray isCentral = isCentral(nu, z);
    NDArray outer = where(isCentral, 1, z);
    NDArray tail = sizeSurvival(nu, abs(outer)).mul(0.5);
    NDArray ofOuter = where(outer.lt(0), tail, tail.neg().add(1));
    return where(isCentral, central(nu, where(isCentral, z, 0)).add(0.5), ofOuter);
  }

  /** Three terms of the integral of the density from 0, where an incomplete beta has no slope. */
  private static NDArray central(NDArray nu, NDArray z) {
    NDArray square = square(z).div(nu);
    NDArray series =
        square.mul(nu.add(3)).div(20).sub(1.0 / 3).mul(square).mul(nu.add(1)).mul(0.5).add(1);
    NDArray logPeak = Stirling.logGammaHalfStep(nu.mul(0.5)).sub(log(nu).mul(0.5)).sub(HALF_LOG_PI);
    return exp(logPeak).mul(z).mul(series);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray lower = probability.lt(0.5);
    NDArray tail = where(lower, probability, probability.neg().add(1)).mul(2);
    NDArray size = sizeQuantile(df.like(tail), tail.neg().add(1), tail);
    return where(lower, size.neg(), size).mul(scale.like(size)).add(loc.like(size));
  }

  /** The probability that a standard number's size is up to z. */
  static NDArray sizeCdf(NDArray nu, NDArray z) {
    NDArray isCentral = isCentral(nu, z);
    NDArray square = square(where(isCentral, 1, z));
    NDArray near = square.lt(nu);
    NDArray ofOuter = where(near, ofNear(nu, square), tail(nu, square).neg().add(1));
    return where(isCentral, central(nu, where(isCentral, z, 0)).mul(2), ofOuter);
  }

  /** The probability that a standard number's size is above z. */
  static NDArray sizeSurvival(NDArray nu, NDArray z) {
    NDArray isCentral = isCentral(nu, z);
    NDArray square = square(where(isCentral, 1, z));
    NDArray near = square.lt(nu);
    NDArray ofOuter = where(near, ofNear(nu, square).neg().add(1), tail(nu, square));
    return where(isCentral, central(nu, where(isCentral, z, 0)).mul(-2).add(1), ofOuter);
  }

  private static NDArray isCentral(NDArray nu, NDArray z) {
    return square(z).mul(nu.add(1)).lt(nu.mul(CENTRAL));
  }

  private static NDArray ofNear(NDArray nu, NDArray square) {
    NDArray inner = where(square.lt(nu), square, 0);
    return betaI(nu.zerosLike().add(0.5), nu.mul(0.5), inner.div(nu.add(inner)));
  }

  private static NDArray tail(NDArray nu, NDArray square) {
    NDArray far = where(square.lt(nu), nu, square);
    return betaI(nu.mul(0.5), nu.zerosLike().add(0.5), nu.div(nu.add(far)));
  }

  /** The size of a standard number that is below it with probability p, above it with q = 1-p. */
  static NDArray sizeQuantile(NDArray nu, NDArray p, NDArray q) {
    NDArray half = nu.zerosLike().add(0.5);
    NDArray central = p.lt(0.5);
    NDArray share = betaIInverse(half, nu.mul(0.5), where(central, p, 0.5));
    NDArray rest = betaIInverse(nu.mul(0.5), half, where(central, 0.5, q));
    NDArray odds = where(central, share.div(share.neg().add(1)), rest.neg().add(1).div(rest));
    return sqrt(odds.mul(nu));
  }

  @Override
  public NDArray mean() {
    NDArray mu = array(loc);
    return where(array(df).gt(1), mu, Double.NaN);
  }

  @Override
  public NDArray variance() {
    NDArray nu = array(df);
    NDArray finite = nu.gt(2);
    NDArray safe = where(finite, nu, 3);
    NDArray variance = square(array(scale)).mul(safe).div(safe.sub(2));
    return where(finite, variance, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(loc);
  }

  @Override
  public NDArray entropy() {
    NDArray half = array(df).mul(0.5);
    NDArray above = half.add(0.5);
    return above
        .mul(digamma(above).sub(digamma(half)))
        .add(log(array(df)).mul(0.5))
        .add(HALF_LOG_PI)
        .sub(Stirling.logGammaHalfStep(half))
        .add(log(array(scale)));
  }
}
