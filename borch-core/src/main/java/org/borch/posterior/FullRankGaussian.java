package org.borch.posterior;

import static org.borch.distributions.Distributions.multivariateNormalTril;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * One normal over all variables, in the unconstrained coordinates of each one's support: u = loc +
 * S (I + C) e with e ~ Normal(0, I), S = diag(exp(log_scale)) and C strictly lower triangular,
 * whose entries are {@code lower} row by row. An entry counts relative to its row's scale, so that
 * a step of the optimiser turns variables of any scale alike.
 *
 * <p>Kucukelbir et al. 2017, Automatic differentiation variational inference, section 2.4.
 *
 * @param scale the standard deviation of each coordinate at the start, {@code exp(log_scale)}
 */
public record FullRankGaussian(double scale) implements Joint {

  private static final String NAME = "multivariateNormal()";

  /** Checks the scale. */
  public FullRankGaussian {
    Gaussian.requireScale(NAME + Gaussian.text(scale), scale);
  }

  static FullRankGaussian defaults() {
    return new FullRankGaussian(Gaussian.SCALE);
  }

  /**
   * The same that starts wider or narrower.
   *
   * @param other the standard deviation in unconstrained coordinates at the start
   */
  public FullRankGaussian withScale(double other) {
    return new FullRankGaussian(other);
  }

  @Override
  public Distribution of(Latents latents, Coordinates all) {
    int n = all.size();
    Shape vector = new Shape(n);
    NDArray loc = latents.parameter("loc", vector, all::centre);
    NDArray logScale =
        latents.parameter(
            "log_scale", vector, () -> BorchArray.full(vector, Math.log(scale), latents.type()));
    Shape below = new Shape(n * (n - 1L) / 2);
    NDArray lower = n == 1 ? null : latents.parameter("lower", below);
    return multivariateNormalTril(loc, scaleTril(logScale, lower));
  }

  /**
   * S (I + C).
   *
   * @param logScale batch + [n]
   * @param lower batch + [n (n - 1) / 2]; null if n is 1
   */
  static NDArray scaleTril(NDArray logScale, @Nullable NDArray lower) {
    NDArray scales = ArrayMath.exp(logScale);
    NDArray diagonal = LinearAlgebra.diagonalMatrix(scales);
    if (lower == null) {
      return diagonal;
    }
    int n = Math.toIntExact(Shapes.last(logScale.getShape(), 1).get(0));
    return diagonal.add(LinearAlgebra.strictlyLower(lower, n).mul(scales.expandDims(-1)));
  }

  @Override
  public String toString() {
    return NAME + Gaussian.text(scale);
  }
}
