package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * InverseGaussian(loc μ, concentration λ), of mean μ: p(x) = √(λ / (2π x³)) exp(-λ (x-μ)² / (2 μ²
 * x)), x > 0, the time at which a Brownian motion with drift first passes a level.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 15.
 */
public final class InverseGaussian extends Distribution {

  private final Operand loc;
  private final Operand concentration;

  /** loc: batch, above 0; concentration: batch, above 0. */
  public InverseGaussian(Operand loc, Operand concentration) {
    super(
        new Parameter("loc", loc, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.loc = loc;
    this.concentration = concentration;
  }

  @Override
  public InverseGaussian withParameters(List<Operand> values) {
    return new InverseGaussian(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.positive();
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray mu = loc.like(x);
    NDArray lambda = concentration.like(x);
    NDArray distance = square(x.sub(mu).div(mu)).div(x).mul(lambda);
    return log(lambda).sub(log(x).mul(3)).sub(distance).mul(0.5).sub(Stirling.HALF_LOG_TWO_PI);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  public boolean isReparameterized() {
    return false;
  }

  /** The method of Michael, Schucany and Haas (1976), with the root that does not cancel. */
  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    Shape shape = shape(sampleShape);
    NDArray y = square(noise.at("normal").normal(shape));
    NDArray mu = loc.like(y);
    NDArray half = y.mul(mu).div(concentration.like(y)).mul(0.5); // μ y / (2 λ)
    NDArray root = half.add(1).add(sqrt(half.mul(half.add(2))));
    NDArray small = mu.div(root);
    NDArray isSmall = noise.at("root").uniform(shape).lt(mu.div(mu.add(small)));
    return Rounding.positive(where(isSmall, small, mu.mul(root)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logCdf(x));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logCdf(NDArray x) {
    NDArray positive = x.gt(0);
    NDArray safe = where(positive, x, 1);
    NDArray below = logNormalCdf(deviation(safe, -1));
    return where(positive, LogSpace.logAddExp(below, logMirrored(safe)), Double.NEGATIVE_INFINITY);
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray positive = x.gt(0);
    NDArray safe = where(positive, x, 1);
    NDArray above = logNormalCdf(deviation(safe, -1).neg());
    NDArray gap = above.sub(logMirrored(safe));
    return where(positive, above.add(LogSpace.log1mExp(gap)), 0);
  }

  /** √(λ/x) (x/μ ± 1). */
  private NDArray deviation(NDArray x, int sign) {
    return sqrt(concentration.like(x).div(x)).mul(x.div(loc.like(x)).add(sign));
  }

  /** log(exp(2λ/μ) Φ(-√(λ/x) (x/μ + 1))). */
  private NDArray logMirrored(NDArray x) {
    NDArray level = concentration.like(x).div(loc.like(x)).mul(2);
    return logNormalCdf(deviation(x, 1).neg()).add(level);
  }

  @Override
  public NDArray mean() {
    return array(loc);
  }

  @Override
  public NDArray variance() {
    return array(loc).pow(3).div(array(concentration));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray centre = log(loc.like(probability));
    return QuantileSearch.of(in(probability.getDataType()), probability, centre, centre.onesLike());
  }

  /** With E[log x] = log μ - exp(y) E_1(y), y = 2λ/μ. */
  @Override
  public NDArray entropy() {
    NDArray mu = array(loc);
    NDArray lambda = array(concentration);
    return log(mu)
        .mul(3)
        .sub(log(lambda))
        .mul(0.5)
        .add(Stirling.HALF_LOG_TWO_PI + 0.5)
        .sub(Averages.scaledExponentialIntegral(lambda.div(mu).mul(2)).mul(1.5));
  }

  /** μ (√(1+r²) - r), r = 3μ/(2λ), as a reciprocal, which does not cancel. */
  @Override
  public NDArray mode() {
    NDArray r = array(loc).div(array(concentration)).mul(1.5);
    return array(loc).div(r.add(sqrt(square(r).add(1))));
  }
}
