package org.borch.distributions.kernel;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.sin;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * A Gaussian process as a linear model of sines in a box around 0: its function is {@link
 * #features} times coefficients from Normal(0, 1). The cost grows with the number of inputs, not
 * with its cube, and the function is that of the process where inputs keep away from the box's
 * sides.
 *
 * <p>Riutort-Mayol, Bürkner, Andersen, Solin and Vehtari 2023, "Practical Hilbert space approximate
 * Bayesian Gaussian processes for probabilistic programming", section 3.
 */
public final class HilbertSpace {

  private final double[] sides;
  private final int[] counts;

  private HilbertSpace(double[] sides, int[] counts) {
    this.sides = sides.clone();
    this.counts = counts.clone();
  }

  /**
   * {@code count} sines from -side to side: for one dimension. The side is the largest distance of
   * an input from 0 times 1.2 for short, 4 for long length scales.
   */
  public static HilbertSpace of(double side, int count) {
    return of(new double[] {side}, new int[] {count});
  }

  /**
   * A box with a side and a number of sines for each dimension; all products of them are features.
   *
   * @throws IllegalArgumentException if the lengths differ, a side is not above 0 or a count below
   *     1
   */
  public static HilbertSpace of(double[] sides, int[] counts) {
    boolean valid =
        sides.length == counts.length
            && sides.length > 0
            && Arrays.stream(sides).allMatch(side -> side > 0 && side < Double.POSITIVE_INFINITY)
            && Arrays.stream(counts).allMatch(count -> count > 0);
    if (!valid) {
      throw new IllegalArgumentException(
          "HilbertSpace.of(sides, counts) got sides = "
              + Arrays.toString(sides)
              + " and counts = "
              + Arrays.toString(counts)
              + ", expected for each dimension a side > 0 and a count >= 1");
    }
    return new HilbertSpace(sides, counts);
  }

  /** How many features there are. */
  public int size() {
    return Arrays.stream(counts).reduce(1, Math::multiplyExact);
  }

  /**
   * Φ with Φ Φᵀ near the kernel's covariance: [n, d], or [n] for one dimension → batch + [n, size].
   *
   * @throws UnsupportedOperationException if the kernel has no spectral density
   * @throws IllegalArgumentException if the inputs have another number of dimensions
   */
  public NDArray features(CovarianceKernel kernel, NDArray x) {
    NDArray rows = Inputs.rows(x);
    if (rows.getShape().get(1) != sides.length) {
      throw new IllegalArgumentException(
          "features(kernel, x) got inputs of "
              + rows.getShape().get(1)
              + " dimension(s), expected "
              + sides.length
              + " as the box has; give HilbertSpace.of a side and a count for each");
    }
    NDArray frequencies = ArrayMath.cast(BorchArray.of(frequencies()), rows.getDataType());
    NDArray box = ArrayMath.cast(BorchArray.of(sides), rows.getDataType());
    NDArray angles = rows.add(box).expandDims(-2).mul(frequencies); // [n, size, d]
    NDArray basis = sin(angles).div(box.sqrt()).prod(new int[] {-1});
    NDArray weights = exp(kernel.logSpectralDensity(frequencies).mul(0.5)); // batch + [size]
    return basis.mul(weights.expandDims(-2));
  }

  /** The frequencies j π / (2 side) of all products: [size][d]. */
  private double[][] frequencies() {
    double[][] all = new double[size()][sides.length];
    for (int i = 0; i < all.length; i++) {
      int rest = i;
      for (int k = sides.length - 1; k >= 0; k--) {
        all[i][k] = (rest % counts[k] + 1) * Math.PI / (2 * sides[k]);
        rest /= counts[k];
      }
    }
    return all;
  }
}
