package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.erf;
import static org.borch.tensor.ArrayMath.erfinv;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.square;

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
 * HalfNormal(scale σ), the size of a Normal(0, σ): p(x) = √(2/π) exp(-(x/σ)²/2) / σ, x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 13.10.
 */
public final class HalfNormal extends Distribution {

  private static final double HALF_LOG_TWO_OVER_PI = 0.5 * Math.log(2 / Math.PI);

  final Operand scale;

  /** scale: batch, above 0. */
  public HalfNormal(Operand scale) {
    super(new Parameter("scale", scale, Constraints.positive()));
    this.scale = scale;
  }

  @Override
  public HalfNormal withParameters(List<Operand> values) {
    return new HalfNormal(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand one = Operand.of(1).expand(batchShape());
    return Optional.of(new Standardized(new HalfNormal(one), new Affine(Operand.of(0), scale)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray sigma = scale.like(x);
    return square(x.div(sigma)).mul(-0.5).sub(log(sigma)).add(HALF_LOG_TWO_OVER_PI);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = abs(noise.normal(shape(sampleShape)));
    return z.mul(scale.like(z));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return erf(x.maximum(0).div(scale.like(x)).mul(Math.sqrt(0.5)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return exp(logSurvival(x));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    NDArray z = x.maximum(0).div(scale.like(x));
    return logNormalCdf(z.neg()).add(Math.log(2));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return erfinv(probability).mul(Math.sqrt(2)).mul(scale.like(probability));
  }

  @Override
  public NDArray mean() {
    return array(scale).mul(Math.sqrt(2 / Math.PI));
  }

  @Override
  public NDArray variance() {
    return square(array(scale)).mul(1 - 2 / Math.PI);
  }

  @Override
  public NDArray mode() {
    return array(scale).zerosLike();
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(0.5 - HALF_LOG_TWO_OVER_PI);
  }
}
