package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logGamma;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;
import static org.borch.tensor.ArrayMath.xlogy;

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
 * Weibull(scale λ, concentration k): p(x) = k/λ (x/λ)^(k-1) exp(-(x/λ)^k), x ≥ 0.
 *
 * <p>Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, chapter 21.
 */
public final class Weibull extends OfExponential {

  final Operand scale;
  final Operand concentration;

  /** scale: batch, above 0; concentration: batch, above 0. */
  public Weibull(Operand scale, Operand concentration) {
    super(
        new Parameter("scale", scale, Constraints.positive()),
        new Parameter("concentration", concentration, Constraints.positive()));
    this.scale = scale;
    this.concentration = concentration;
  }

  @Override
  public Weibull withParameters(List<Operand> values) {
    return new Weibull(values.get(0), values.get(1));
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand one = Operand.of(1).expand(batchShape());
    Affine scaling = new Affine(Operand.of(0), scale);
    return Optional.of(new Standardized(new Weibull(one, concentration), scaling));
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray k = concentration.like(x);
    NDArray lambda = scale.like(x);
    NDArray ratio = x.div(lambda);
    return log(k).sub(log(lambda)).add(xlogy(k.sub(1), ratio)).sub(ratio.pow(k));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 1));
  }

  @Override
  NDArray ofExponential(NDArray e) {
    return e.pow(concentration.like(e).pow(-1)).mul(scale.like(e));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return Rounding.positive(super.draw(noise, sampleShape));
  }

  @Override
  public NDArray logSurvival(NDArray x) {
    return x.maximum(0).div(scale.like(x)).pow(concentration.like(x)).neg();
  }

  @Override
  public NDArray mean() {
    return array(scale).mul(exp(logGamma(inverse().add(1))));
  }

  /** Of Γ(1 + 2/k) - Γ(1 + 1/k)² as a ratio: the difference would cancel at large k. */
  @Override
  public NDArray variance() {
    NDArray logMean = logGamma(inverse().add(1));
    NDArray logRatio = logGamma(inverse().mul(2).add(1)).sub(logMean.mul(2));
    return square(mean()).mul(expm1(logRatio));
  }

  @Override
  public NDArray mode() {
    NDArray peaked = inverse().lt(1);
    NDArray below = where(peaked, inverse().neg().add(1), 1);
    return where(peaked, below.pow(inverse()).mul(array(scale)), 0);
  }

  @Override
  public NDArray entropy() {
    return inverse().neg().add(1).mul(Gumbel.EULER).add(log(array(scale).mul(inverse()))).add(1);
  }

  private NDArray inverse() {
    return array(concentration).pow(-1);
  }
}
