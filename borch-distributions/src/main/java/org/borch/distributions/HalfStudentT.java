package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

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
 * HalfStudentT(df ν, scale s), the size of a StudentT(ν, 0, s): p(x) = 2 Γ((ν+1)/2) / (Γ(ν/2) √(νπ)
 * s) (1 + (x/s)²/ν)^(-(ν+1)/2), x ≥ 0. The mean is infinite for ν ≤ 1, the variance for ν ≤ 2.
 *
 * <p>Gelman 2006, "Prior distributions for variance parameters in hierarchical models".
 */
public final class HalfStudentT extends Distribution {

  private final Operand df;
  private final Operand scale;

  /** df: batch, above 0; scale: batch, above 0. */
  public HalfStudentT(Operand df, Operand scale) {
    super(
        new Parameter("df", df, Constraints.positive()),
        new Parameter("scale", scale, Constraints.positive()));
    this.df = df;
    this.scale = scale;
  }

  @Override
  public HalfStudentT withParameters(List<Operand> values) {
    return new HalfStudentT(values.get(0), values.get(1));
  }

  @Override
  public boolean canConcentrate() {
    return false;
  }

  @Override
  public Constraint support() {
    return Constraints.nonNegative();
  }

  @Override
  public Optional<Standardized> standardized() {
    Operand one = Operand.of(1).expand(batchShape());
    Affine scaling = new Affine(Operand.of(0), scale);
    return Optional.of(new Standardized(new HalfStudentT(df, one), scaling));
  }

  private StudentT whole() {
    return new StudentT(df, Operand.of(0), scale);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    return whole().logDensity(x).add(Math.log(2));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    return abs(whole().draw(noise, sampleShape));
  }

  @Override
  public NDArray cdf(NDArray x) {
    return StudentT.sizeCdf(df.like(x), x.maximum(0).div(scale.like(x)));
  }

  @Override
  public NDArray survival(NDArray x) {
    return StudentT.sizeSurvival(df.like(x), x.maximum(0).div(scale.like(x)));
  }

  @Override
  public NDArray icdf(NDArray probability) {
    NDArray size =
        StudentT.sizeQuantile(df.like(probability), probability, probability.neg().add(1));
    return size.mul(scale.like(size));
  }

  @Override
  public NDArray mean() {
    NDArray nu = array(df);
    NDArray finite = nu.gt(1);
    NDArray safe = where(finite, nu, 2);
    NDArray ratio = exp(Stirling.logGammaHalfStep(safe.mul(0.5)));
    NDArray mean = sqrt(safe.div(Math.PI)).mul(ratio).div(safe.sub(1)).mul(2).mul(array(scale));
    return where(finite, mean, Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray variance() {
    NDArray finite = array(df).gt(2);
    return where(
        finite, whole().variance().sub(square(where(finite, mean(), 0))), Double.POSITIVE_INFINITY);
  }

  @Override
  public NDArray mode() {
    return array(scale).zerosLike();
  }

  @Override
  public NDArray entropy() {
    return whole().entropy().sub(Math.log(2));
  }
}
