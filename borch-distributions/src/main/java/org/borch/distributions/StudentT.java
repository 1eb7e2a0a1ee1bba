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
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.distributions.transform.Affine;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * StudentT(df ν, loc μ, scale s): p(x) = Γ((ν+1)/2) / (Γ(ν/2) √(νπ) s) (1 + z²/ν)^(-(ν+1)/2), z =
 * (x-μ)/s, x real. The mean is NaN for ν ≤ 1, the variance infinite for ν ≤ 2.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2, chapter 28.
 */
public final class StudentT extends Distribution {

  private static final double HALF_LOG_PI = 0.5 * Math.log(Math.PI);

  final Operand df;
  final Operand loc;
  final Operand scale;

  /** df: batch, above 0; loc: batch; scale: batch, above 0. */
  public StudentT(Operand df, Operand loc, Operand scale) {
    super(
        new Parameter("df", df, Constraints.positive()),
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()));
    this.df = df;
    this.loc = loc;
    this.scale = scale;
  }

  @Override
  public StudentT withParameters(List<Operand> values) {
    return new StudentT(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.real();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand zero = Operand.of(0).expand(batchShape());
    Operand one = Operand.of(1).expand(batchShape());
    return Optional.of(new Standardized(new StudentT(df, zero, one), new Affine(loc, scale)));
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
    NDArray z = standardized(x);
    NDArray tail = sizeSurvival(df.like(x), abs(z)).mul(0.5);
    return where(z.lt(0), tail, tail.neg().add(1));
  }

  @Override
  public NDArray survival(NDArray x) {
    NDArray z = standardized(x);
    NDArray tail = sizeSurvival(df.like(x), abs(z)).mul(0.5);
    return where(z.lt(0), tail.neg().add(1), tail);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray lower = probability.lt(0.5);
    NDArray tail = where(lower, probability, probability.neg().add(1)).mul(2);
    NDArray size = sizeQuantile(df.like(tail), tail.neg().add(1), tail);
    return where(lower, size.neg(), size).mul(scale.like(size)).add(loc.like(size));
  }

  private NDArray standardized(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  /** The probability that a standard number's size is up to z. */
  static NDArray sizeCdf(NDArray nu, NDArray z) {
    NDArray square = square(z);
    NDArray near = square.lt(nu);
    NDArray inner = where(near, square, 0);
    NDArray central = betaI(nu.zerosLike().add(0.5), nu.mul(0.5), inner.div(nu.add(inner)));
    return where(near, central, tail(nu, where(near, nu, square)).neg().add(1));
  }

  /** The probability that a standard number's size is above z. */
  static NDArray sizeSurvival(NDArray nu, NDArray z) {
    NDArray square = square(z);
    NDArray near = square.lt(nu);
    NDArray inner = where(near, square, 0);
    NDArray central = betaI(nu.zerosLike().add(0.5), nu.mul(0.5), inner.div(nu.add(inner)));
    return where(near, central.neg().add(1), tail(nu, where(near, nu, square)));
  }

  private static NDArray tail(NDArray nu, NDArray square) {
    return betaI(nu.mul(0.5), nu.zerosLike().add(0.5), nu.div(nu.add(square)));
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
