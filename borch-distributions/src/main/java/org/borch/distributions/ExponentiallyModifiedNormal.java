package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1p;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * ExponentiallyModifiedNormal(loc μ, scale σ, rate λ), the sum of a Normal(μ, σ) and an
 * Exponential(λ): p(x) = λ exp(λ (μ-x) + λ²σ²/2) Φ((x-μ)/σ - λσ), x real.
 *
 * <p>Grushka 1972, "Characterization of exponentially modified Gaussian peaks in chromatography".
 */
public final class ExponentiallyModifiedNormal extends Distribution {

  /** Left of it the series' four terms are exact to 3e-12. */
  private static final double FAR = -50;

  private final Operand loc;
  private final Operand scale;
  private final Operand rate;

  /** loc: batch; scale: batch, above 0; rate: batch, above 0. */
  public ExponentiallyModifiedNormal(Operand loc, Operand scale, Operand rate) {
    super(
        new Parameter("loc", loc, Constraints.real()),
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("rate", rate, Constraints.positive()));
    this.loc = loc;
    this.scale = scale;
    this.rate = rate;
  }

  @Override
  public ExponentiallyModifiedNormal withParameters(List<Operand> values) {
    return new ExponentiallyModifiedNormal(values.get(0), values.get(1), values.get(2));
  }

  @Override
  public Constraint support() {
    return Constraints.real();
  }

  private NDArray standardized(NDArray x) {
    return x.sub(loc.like(x)).div(scale.like(x));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return log(rate.like(x)).add(logExponential(x));
  }

  /**
   * log of the density over λ: to the right as in the formula, to the left as log φ(z) + log(Φ/φ),
   * of which the last keeps its digits.
   */
  private NDArray logExponential(NDArray x) {
    NDArray z = standardized(x);
    NDArray a = rate.like(x).mul(scale.like(x));
    NDArray w = z.sub(a);
    NDArray isRight = w.gt(0);
    NDArray right = a.mul(a.mul(0.5).sub(z)).add(logNormalCdf(where(isRight, w, 0)));
    NDArray left = logMills(where(isRight, 0, w)).sub(square(where(isRight, 0, z)).mul(0.5));
    return where(isRight, right, left);
  }

  /** log Φ(w) + w²/2, far to the left by its asymptotic series. */
  private static NDArray logMills(NDArray w) {
    NDArray isFar = w.lt(FAR);
    NDArray near = where(isFar, 0, w);
    NDArray far = where(isFar, w, FAR);
    NDArray u = square(far).pow(-1);
    NDArray series = u.mul(-7).add(1).mul(u).mul(-5).add(1).mul(u).mul(-3).add(1).mul(u).neg();
    NDArray ofFar = log1p(series).sub(log(far.neg())).sub(Stirling.HALF_LOG_TWO_PI);
    return where(isFar, ofFar, logNormalCdf(near).add(square(near).mul(0.5)));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray n = noise.at("normal").normal(shape(sampleShape));
    NDArray e = noise.at("exponential").exponential(shape(sampleShape));
    return n.mul(scale.like(n)).add(loc.like(n)).add(e.div(rate.like(n)));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return exp(logNormalCdf(standardized(x))).sub(exp(logExponential(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logNormalCdf(standardized(x).neg())).add(exp(logExponential(x)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    Distribution typed = in(probability.getDataType());
    return QuantileSearch.of(typed, probability, typed.mean(), sqrt(typed.variance()));
  }

  @Override
  public NDArray mean() {
    return array(loc).add(array(rate).pow(-1));
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).add(square(array(rate)).pow(-1));
  }
}
