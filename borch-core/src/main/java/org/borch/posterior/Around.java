package org.borch.posterior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostComputation;
import org.borch.tensor.LinearAlgebra;

/**
 * A normal distribution near the posterior, in the unconstrained coordinates of the latent
 * variables: where a q may start that can be such a one. {@code Infer.fit} finds it.
 */
public final class Around {

  /** The places of a variable's coordinates. */
  private record Place(int from, int size) {}

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final double[] centre;
  private final double[][] lower;

  private Around(double[] centre, double[][] lower) {
    this.centre = centre;
    this.lower = lower;
  }

  /**
   * N(centre, L Lᵀ).
   *
   * @param sizes how many coordinates each variable has, by name, in their order
   * @param centre of all coordinates
   * @param lower L, row by row
   */
  public static Around of(Map<String, Integer> sizes, double[] centre, double[][] lower) {
    int n = sizes.values().stream().mapToInt(Integer::intValue).sum();
    if (centre.length != n || lower.length != n) {
      throw new IllegalArgumentException(
          "start around a normal of "
              + centre.length
              + " numbers with a factor of "
              + lower.length
              + " rows, expected "
              + n
              + " for the variables "
              + sizes.keySet());
    }
    Around around = new Around(centre, lower);
    int from = 0;
    for (Map.Entry<String, Integer> size : sizes.entrySet()) {
      around.places.put(size.getKey(), new Place(from, size.getValue()));
      from += size.getValue();
    }
    return around;
  }

  /** The marginal distribution of some variables, in this order; empty if one is not known. */
  Optional<Marginal> of(List<String> names, int size) {
    if (!places.keySet().containsAll(names)) {
      return Optional.empty();
    }
    int[] order =
        names.stream()
            .map(places::get)
            .flatMapToInt(place -> IntStream.range(place.from, place.from + place.size))
            .toArray();
    return order.length == size ? Optional.of(marginal(order)) : Optional.empty();
  }

  private Marginal marginal(int[] order) {
    int n = order.length;
    double[] own = new double[n];
    double[] covariance = new double[n * n];
    for (int i = 0; i < n; i++) {
      own[i] = centre[order[i]];
      for (int j = 0; j < n; j++) {
        covariance[i * n + j] = dot(lower[order[i]], lower[order[j]]);
      }
    }
    try (HostComputation host = HostComputation.open()) {
      NDArray matrix = BorchArray.of(covariance).reshape(new Shape(n, n));
      double[] factor = BorchArray.wrap(LinearAlgebra.cholesky(matrix)).values();
      return new Marginal(own, factor);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The names of the variables. */
  @Override
  public String toString() {
    return "Around(" + places.keySet() + ")";
  }

  /** A normal distribution of some coordinates. */
  static final class Marginal {

    private final double[] centre;
    private final double[] lower;

    /** With a factor [n, n], row by row. */
    private Marginal(double[] centre, double[] lower) {
      this.centre = centre;
      this.lower = lower;
    }

    /** [n]. */
    double[] centre() {
      return centre.clone();
    }

    double scale(int i) {
      return lower[i * (centre.length + 1)];
    }

    /** The entries below the diagonal, row by row, each relative to its row's diagonal. */
    double[] relative() {
      int n = centre.length;
      double[] below = new double[n * (n - 1) / 2];
      int next = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          below[next++] = lower[i * n + j] / scale(i);
        }
      }
      return below;
    }
  }
}
