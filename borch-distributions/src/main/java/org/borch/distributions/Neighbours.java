package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/** Which places touch, as symmetric weights from 0 on, 0 where they do not. */
final class Neighbours {

  private final double[][] weights;

  private Neighbours(double[][] weights) {
    this.weights = weights;
  }

  /** Reads and checks a matrix [n, n]. */
  static Neighbours of(String factory, NDArray adjacency) {
    int n = Math.toIntExact(adjacency.getShape().get(0));
    if (adjacency.getShape().dimension() != 2 || n < 2 || adjacency.getShape().get(1) != n) {
      throw invalid(factory, "of shape " + adjacency.getShape());
    }
    double[] all = BorchArray.wrap(ArrayMath.cast(adjacency, DataType.FLOAT64)).values();
    double[][] weights = new double[n][];
    for (int i = 0; i < n; i++) {
      weights[i] = Arrays.copyOfRange(all, i * n, i * n + n);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double w = weights[i][j];
        if (w != weights[j][i] || !(w >= 0 && w < Double.POSITIVE_INFINITY) || (i == j && w != 0)) {
          throw invalid(factory, "with " + w + " at (" + i + ", " + j + ")");
        }
      }
      if (Arrays.stream(weights[i]).sum() == 0) {
        throw invalid(factory, "with no neighbour of place " + i);
      }
    }
    return new Neighbours(weights);
  }

  private static IllegalArgumentException invalid(String factory, String got) {
    return new IllegalArgumentException(
        factory
            + "(..., adjacency) got adjacency "
            + got
            + ", expected a symmetric (n, n) matrix of weights >= 0 with a diagonal of 0 and a"
            + " neighbour for every place; leave out places without one");
  }

  int places() {
    return weights.length;
  }

  /** W: [n, n]. */
  NDArray weights(DataType type) {
    return ArrayMath.cast(BorchArray.of(weights), type);
  }

  /** The sums of the rows: [n]. */
  NDArray degrees(DataType type) {
    double[] sums = Arrays.stream(weights).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    return ArrayMath.cast(BorchArray.of(sums), type);
  }

  /**
   * Σ w_ij (x_i - x_j)² / 2 of numbers that sum to 0 as a form of all but the last of them: [n-1,
   * n-1].
   */
  double[][] differences() {
    int last = weights.length - 1;
    double[][] form = new double[last][last];
    for (int i = 0; i < last; i++) {
      for (int j = 0; j < last; j++) {
        form[i][j] =
            laplacian(i, j) - laplacian(i, last) - laplacian(last, j) + laplacian(last, last);
      }
    }
    return form;
  }

  private double laplacian(int i, int j) {
    return i == j ? Arrays.stream(weights[i]).sum() : -weights[i][j];
  }

  /** Whether neighbours of neighbours are all places. */
  boolean connected() {
    boolean[] reached = new boolean[weights.length];
    int[] queue = new int[weights.length];
    int end = 1;
    reached[0] = true;
    for (int at = 0; at < end; at++) {
      for (int j = 0; j < weights.length; j++) {
        if (weights[queue[at]][j] > 0 && !reached[j]) {
          reached[j] = true;
          queue[end++] = j;
        }
      }
    }
    return end == weights.length;
  }
}
