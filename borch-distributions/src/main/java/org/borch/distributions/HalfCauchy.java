package org.borch.distributions;

import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.log1pSquare;

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
 * HalfCauchy(scale s): p(x) = 2 / (π s (1 + (x/s)²)), x ≥ 0. Its mean is infinite.
 *
 * <p>Gelman 2006, "Prior distributions for variance parameters in hierarchical models".
 */
public final class HalfCauchy extends Distribution {

  private static final double LOG_TWO_OVER_PI = Math.log(2 / Math.PI);

  final Operand scale;

  /** scale: batch, above 0. */
  public HalfCauchy(Operand scale) {
    super(new Parameter("scale", scale, Constraints.positive()));
    this.scale = scale;
  }

  @Override
  public HalfCauchy withParameters(List<Operand> values) {
    return new HalfCauchy(values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand one = Operand.of(1).expand(batchShape());
    return Optional.of(new Standardized(new HalfCauchy(one), new Affine(Operand.of(0), scale)));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray s = scale.like(x);
    return log1pSquare(x.div(s)).neg().sub(log(s)).add(LOG_TWO_OVER_PI);
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray u = noise.uniform(shape(sampleShape));
    return u.mul(Math.PI / 2).tan().mul(scale.like(u));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return x.maximum(0).div(scale.like(x)).atan().mul(2 / Math.PI);
  }

  @Override
  public NDArray survival(NDArray x) {
    return scale.like(x).atan2(x.maximum(0)).mul(2 / Math.PI);
  }

  @Override
  public NDArray icdf(NDArray probability) {
    return probability.mul(Math.PI / 2).tan().mul(scale.like(probability));
  }

  @Override
  public NDArray mean() {
    return array(scale).mul(Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    return array(scale).mul(Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(scale).zerosLike();
  }

  @Override
  public NDArray entropy() {
    return log(array(scale)).add(Math.log(2 * Math.PI));
  }
}
