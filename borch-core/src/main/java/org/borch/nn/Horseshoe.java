package org.borch.nn;

import static org.borch.distributions.Distributions.halfCauchy;
import static org.borch.distributions.Distributions.inverseGamma;
import static org.borch.distributions.Distributions.normal;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;

import ai.djl.ndarray.NDArray;
import org.borch.Module;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients of which most are near 0 and some are not: b_j = z_j λ_j τ σ with z normal, λ_j
 * HalfCauchy(1) and τ HalfCauchy(τ_0). The regularised one also bounds the large ones, as a
 * StudentT of a slab does: λ_j becomes λ_j c / √(c² + λ_j² τ² σ²) with c² from InverseGamma(ν/2, ν
 * s²/2). A density of b alone has no closed form; here every scale is a variable, and the
 * coefficients are functions of them, so that gradient samplers see no funnel of b.
 *
 * <p>As a child {@code b} of a module its variables are {@code b.tau}, {@code b.lambda}, {@code
 * b.z}, with a slab {@code b.c2}, and {@code b.coefficients}.
 *
 * <p>Carvalho, Polson and Scott 2010, "The horseshoe estimator for sparse signals"; Piironen and
 * Vehtari 2017, "Sparsity information and regularization in the horseshoe and other shrinkage
 * priors".
 */
public final class Horseshoe extends Module<NDArray, NDArray> {

  private final int size;
  private final double globalScale;
  private final @Nullable Slab slab;

  private record Slab(double df, double scale) {}

  private Horseshoe(int size, double globalScale, @Nullable Slab slab) {
    this.size = size;
    this.globalScale = globalScale;
    this.slab = slab;
    if (size < 1 || !isPositive(globalScale)) {
      throw new IllegalArgumentException(
          "Horseshoe.of(size, globalScale) got size = "
              + size
              + " and globalScale = "
              + globalScale
              + ", expected a size of at least 1 and a finite scale > 0, such as"
              + " Horseshoe.globalScale(3, size, rows)");
    }
  }

  /** So many coefficients whose global scale τ has the median {@code globalScale}. */
  public static Horseshoe of(int size, double globalScale) {
    return new Horseshoe(size, globalScale, null);
  }

  /**
   * The regularised horseshoe.
   *
   * @param slabDf of the slab, 4 in the paper's examples
   * @param slabScale how large a large coefficient is, in units of the outcome's per predictor's
   * @throws IllegalArgumentException if a number is not above 0
   */
  public static Horseshoe regularized(
      int size, double globalScale, double slabDf, double slabScale) {
    if (!isPositive(slabDf) || !isPositive(slabScale)) {
      throw new IllegalArgumentException(
          "Horseshoe.regularized(size, globalScale, slabDf, slabScale) got slabDf = "
              + slabDf
              + " and slabScale = "
              + slabScale
              + ", expected finite numbers > 0, such as 4 and 2");
    }
    return new Horseshoe(size, globalScale, new Slab(slabDf, slabScale));
  }

  /**
   * The global scale at which about so many coefficients are not near 0: p / ((size - p) √rows),
   * Piironen and Vehtari's equation 3.12 without σ, which {@link #forward} multiplies with.
   *
   * @throws IllegalArgumentException if not 0 &lt; nonZero &lt; size, or rows are below 1
   */
  public static double globalScale(double nonZero, int size, long rows) {
    if (!(nonZero > 0 && nonZero < size) || rows < 1) {
      throw new IllegalArgumentException(
          "Horseshoe.globalScale(nonZero, size, rows) got nonZero = "
              + nonZero
              + ", size = "
              + size
              + " and rows = "
              + rows
              + ", expected 0 < nonZero < size and at least 1 row");
    }
    return nonZero / ((size - nonZero) * Math.sqrt((double) rows));
  }

  private static boolean isPositive(double number) {
    return number > 0 && number < Double.POSITIVE_INFINITY;
  }

  /**
   * The coefficients for errors of a scale σ.
   *
   * @param sigma a scalar; 1 where outcomes have no scale, as in a logistic regression
   * @return [size]
   */
  @Override
  protected NDArray forward(NDArray sigma) {
    NDArray global = rv("tau", halfCauchy(globalScale)).mul(sigma);
    NDArray lambda = rv("lambda", halfCauchy(1), size);
    NDArray z = rv("z", normal(0, 1), size);
    NDArray scale = lambda.mul(global);
    if (slab != null) {
      double half = slab.df() / 2;
      NDArray c2 = rv("c2", inverseGamma(half, half * slab.scale() * slab.scale()));
      scale = scale.mul(sqrt(c2.div(square(scale).add(c2))));
    }
    return deterministic("coefficients", z.mul(scale));
  }

  @Override
  public String toString() {
    return "Horseshoe(" + size + ", " + globalScale + (slab == null ? "" : ", " + slab) + ")";
  }
}
