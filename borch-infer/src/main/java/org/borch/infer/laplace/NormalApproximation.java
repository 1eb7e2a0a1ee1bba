package org.borch.infer.laplace;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.LogDensity.Coordinates;

/**
 * A normal distribution of a density's unconstrained coordinates, N(centre, L Lᵀ).
 *
 * @param coordinates which variable stands where
 * @param centre of each coordinate
 * @param lower L, with a positive diagonal; row by row
 * @param elbo the estimate of its evidence lower bound
 */
public record NormalApproximation(
    List<Coordinates> coordinates, double[] centre, double[][] lower, double elbo) {

  /** Copies all. */
  public NormalApproximation {
    coordinates = List.copyOf(coordinates);
    centre = centre.clone();
    lower = copy(lower);
  }

  private static double[][] copy(double[][] matrix) {
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public double[] centre() {
    return centre.clone();
  }

  @Override
  public double[][] lower() {
    return copy(lower);
  }

  /** The standard deviation of each coordinate. */
  public double[] deviations() {
    return Arrays.stream(lower)
        .mapToDouble(row -> Math.sqrt(Arrays.stream(row).map(x -> x * x).sum()))
        .toArray();
  }

  /** Dimension and bound; no numbers of the arrays. */
  @Override
  public String toString() {
    return "NormalApproximation(" + centre.length + " coordinates, ELBO " + elbo + ")";
  }
}
