package org.borch.distributions;

import static org.borch.tensor.ArrayMath.broadcastTo;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.Operand;
import org.borch.tensor.random.Noise;

/**
 * ZeroSumNormal(dim d, scale σ): d independent Normal(0, σ) less their mean, so that they sum to 0:
 * p(x) = √d (2π σ²)^(-(d-1)/2) exp(-Σ x_i² / (2σ²)), a density over d - 1 of the entries. The
 * effects of a factor beside an intercept.
 *
 * <p>Fox 2016, Applied Regression Analysis, section 8.1 (sigma constraints).
 */
public final class ZeroSumNormal extends Distribution {

  private final int dim;
  private final Operand scale;

  /**
   * The length of the vector, at least 2, and the scale: batch, above 0.
   *
   * @throws IllegalArgumentException if dim is below 2
   */
  public ZeroSumNormal(int dim, Operand scale) {
    super(new Parameter("scale", scale, Constraints.positive()));
    if (dim < 2) {
      throw new IllegalArgumentException(
          "ZeroSumNormal(dim, scale) got dim = " + dim + ", expected at least 2");
    }
    this.dim = dim;
    this.scale = scale;
  }

  @Override
  public ZeroSumNormal withParameters(List<Operand> values) {
    return new ZeroSumNormal(dim, values.get(0));
  }

  @Override
  public Constraint support() {
    return Constraints.zeroSum();
  }

  @Override
  public Shape eventShape() {
    return new Shape(dim);
  }

  @Override
  protected NDArray logDensity(NDArray x) {
    NDArray s = scale.like(x);
    NDArray perFree = log(s).add(Stirling.HALF_LOG_TWO_PI).mul(dim - 1.0);
    return sumLast(square(x.div(s.expandDims(-1))), 1)
        .mul(-0.5)
        .sub(perFree)
        .add(0.5 * Math.log(dim));
  }

  @Override
  protected Optional<NDArray> inside(NDArray x) {
    return Optional.of(constant(x, 0));
  }

  @Override
  protected NDArray draw(Noise noise, Shape sampleShape) {
    NDArray z = noise.normal(shape(sampleShape));
    return z.sub(z.mean(new int[] {-1}, true)).mul(scale.like(z).expandDims(-1));
  }

  @Override
  public NDArray mean() {
    return broadcastTo(array(scale).expandDims(-1).zerosLike(), shape(new Shape()));
  }

  /** σ² (1 - 1/d). */
  @Override
  public NDArray variance() {
    NDArray variance = square(array(scale)).mul(1 - 1.0 / dim).expandDims(-1);
    return broadcastTo(variance, shape(new Shape()));
  }

  @Override
  public NDArray mode() {
    return mean();
  }

  @Override
  public NDArray entropy() {
    double constant = (dim - 1) * (0.5 + Stirling.HALF_LOG_TWO_PI) - 0.5 * Math.log(dim);
    return log(array(scale)).mul(dim - 1.0).add(constant);
  }
}
