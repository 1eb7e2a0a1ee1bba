package org.borch.nn;

import static org.borch.distributions.Distributions.beta;
import static org.borch.distributions.Distributions.dirichlet;
import static org.borch.distributions.Distributions.laplace;
import static org.borch.tensor.ArrayMath.sqrt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;
import org.borch.tensor.BorchArray;

/**
 * Coefficients of standardised predictors by the share R² of the outcome's variance that they
 * explain together: R² from a Beta, of which a Dirichlet φ gives each its part: b_j = z_j σ √(φ_j
 * R² / (2 (1 - R²))) with z_j from Laplace(0, 1), which has the variance 2.
 *
 * <p>As a child {@code b} of a module its variables are {@code b.r2}, {@code b.phi}, {@code b.z}
 * and {@code b.coefficients}.
 *
 * <p>Zhang, Naughton, Bondell and Reich 2020, "Bayesian regression using a prior on the model fit:
 * the R2-D2 shrinkage prior".
 */
public final class R2d2 extends Module<NDArray, NDArray> {

  private final int size;
  private final double mean;
  private final double precision;
  private final double concentration;

  /**
   * With R² from Beta(mean precision, (1 - mean) precision).
   *
   * @param size how many coefficients, at least 2
   * @param mean of R², between 0 and 1
   * @param precision of R², above 0: 1 to 10 says little
   * @param concentration of the Dirichlet, above 0: 1 for parts of all sizes, less for few large
   *     ones
   * @throws IllegalArgumentException if a number is none of these
   */
  public R2d2(int size, double mean, double precision, double concentration) {
    if (size < 2
        || !(mean > 0 && mean < 1)
        || !(precision > 0 && precision < Double.POSITIVE_INFINITY)
        || !(concentration > 0 && concentration < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "R2d2(size, mean, precision, concentration) got size = "
              + size
              + ", mean = "
              + mean
              + ", precision = "
              + precision
              + " and concentration = "
              + concentration
              + ", expected a size of at least 2, 0 < mean < 1 and finite numbers > 0, such as"
              + " new R2d2(10, 0.5, 2, 0.5)");
    }
    this.size = size;
    this.mean = mean;
    this.precision = precision;
    this.concentration = concentration;
  }

  /**
   * The coefficients for errors of a scale σ.
   *
   * @param sigma a scalar
   * @return [size]
   */
  @Override
  protected NDArray forward(NDArray sigma) {
    NDArray r2 = rv("r2", beta(mean * precision, (1 - mean) * precision));
    NDArray phi =
        rv("phi", dirichlet(BorchArray.full(new Shape(size), concentration, DataType.FLOAT64)));
    NDArray z = rv("z", laplace(0, 1), size);
    NDArray explained = r2.div(r2.neg().add(1)); // in units of σ²
    NDArray scale = sqrt(phi.mul(explained).mul(0.5)).mul(sigma);
    return deterministic("coefficients", z.mul(scale));
  }

  @Override
  public String toString() {
    return "R2d2(" + size + ", " + mean + ", " + precision + ", " + concentration + ")";
  }
}
