package org.borch.infer.laplace;

import java.util.Arrays;
import java.util.List;
import org.borch.infer.density.LogDensity.Coordinates;

/** A normal distribution of a density's unconstrained coordinates, N(centre, L Lᵀ). */
public final class NormalApproximation {

  private final List<Coordinates> coordinates;
  private final double[] centre;
  private final double[][] lower;
  private final double elbo;

  NormalApproximation(
      List<Coordinates> coordinates, double[] centre, double[][] lower, double elbo) {
    this.coordinates = List.copyOf(coordinates);
    this.centre = centre;
    this.lower = lower;
    this.elbo = elbo;
  }

  /** Which variable stands where. */
  public List<Coordinates> coordinates() {
    return coordinates;
  }

  /** The mean of each coordinate. */
  public double[] centre() {
    return centre.clone();
  }

  /** L, with a positive diagonal; row by row. */
  public double[][] lower() {
    return Arrays.stream(lower).map(double[]::clone).toArray(double[][]::new);
  }

  /** The estimate of its evidence lower bound. */
  public double elbo() {
    return elbo;
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
