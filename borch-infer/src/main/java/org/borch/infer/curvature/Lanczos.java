package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.Batching;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;
import org.borch.tensor.random.Key;

/**
 * What a symmetric matrix A of which only products are known does to a vector and its images: A ≈
 * Qᵀ T Q on their span, with all vectors made orthogonal again in every step. Array operations.
 *
 * @param basis Q, rows of length 1: [steps, d]
 * @param diagonal of T: [steps]
 * @param beside what is beside it: [steps - 1]
 */
public record Lanczos(NDArray basis, NDArray diagonal, NDArray beside) {

  /** Of a residual beside its vector that is nothing but rounding. */
  private static final double NOTHING = 1e-10;

  /**
   * Runs.
   *
   * @param matrix A x, [d] → [d]
   * @param start [d], not 0
   * @param steps how many products, at least 1, at most d
   */
  public static Lanczos of(UnaryOperator<NDArray> matrix, NDArray start, int steps) {
    if (steps < 1 || steps > start.size()) {
      throw new IllegalArgumentException(
          steps + " steps with " + start.size() + " coordinates, expected from 1 to as many");
    }
    List<NDArray> rows = new ArrayList<>();
    List<NDArray> diagonal = new ArrayList<>();
    List<NDArray> beside = new ArrayList<>();
    NDArray row = start.div(start.square().sum().sqrt());
    for (int i = 0; i < steps; i++) {
      rows.add(row);
      NDArray product = matrix.apply(row);
      diagonal.add(product.mul(row).sum());
      if (i + 1 < steps) {
        NDArray basis = ArrayMath.stack(0, rows.toArray(NDArray[]::new));
        NDArray rest = without(basis, without(basis, product));
        NDArray size = rest.square().sum().sqrt();
        NDArray ended = size.lte(product.square().sum().sqrt().mul(NOTHING));
        NDArray scale = ArrayMath.where(ended, 0, ArrayMath.where(ended, 1, size).pow(-1));
        beside.add(ArrayMath.where(ended, 0, size));
        row = rest.mul(scale);
      }
    }
    NDArray off =
        beside.isEmpty()
            ? BorchArray.full(new Shape(0), 0, start.getDataType())
            : ArrayMath.stack(0, beside.toArray(NDArray[]::new));
    return new Lanczos(
        ArrayMath.stack(0, rows.toArray(NDArray[]::new)),
        ArrayMath.stack(0, diagonal.toArray(NDArray[]::new)),
        off);
  }

  private static NDArray without(NDArray basis, NDArray x) {
    NDArray shares = LinearAlgebra.matVec(basis, x);
    return x.sub(LinearAlgebra.matVec(LinearAlgebra.transpose(basis), shares));
  }

  /**
   * The quadratic form vᵀ f(A) v of a unit vector, the one that this began with, by Gauss'
   * quadrature; exact if there are as many steps as coordinates. Reads the arrays.
   *
   * @param function of the eigenvalues
   */
  public double quadratic(DoubleUnaryOperator function) {
    double[] off = beside.size() == 0 ? new double[0] : BorchArray.wrap(beside).values();
    return quadratic(function, BorchArray.wrap(diagonal).values(), off);
  }

  private static double quadratic(
      DoubleUnaryOperator function, double[] diagonal, double[] beside) {
    SymmetricEigen eigen = SymmetricEigen.of(diagonal, beside);
    double[] values = eigen.values();
    double[][] vectors = eigen.vectors();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double weight = vectors[i][0] * vectors[i][0];
      if (weight > 0) {
        sum += weight * function.applyAsDouble(values[i]);
      }
    }
    return sum;
  }

  /**
   * An estimate of the trace of f(A), such as log det A by {@code Math::log} (Ubaru, Chen and Saad
   * 2017).
   *
   * @param like [d], of the type of the vectors
   * @param steps of each probe
   * @param probes how many random vectors, at least 2
   * @param key decides them
   */
  public static StochasticTrace.Estimate trace(
      UnaryOperator<NDArray> matrix,
      DoubleUnaryOperator function,
      NDArray like,
      int steps,
      int probes,
      Key key) {
    NDArray signs = StochasticTrace.signs(key, probes, like);
    List<NDArray> runs =
        Batching.vmap(
            start -> {
              Lanczos run = of(matrix, start.get(0), steps);
              return List.of(run.diagonal(), run.beside());
            },
            List.of(signs));
    double[] diagonals = BorchArray.wrap(runs.get(0)).values();
    double[] others = steps == 1 ? new double[0] : BorchArray.wrap(runs.get(1)).values();
    double[] found = new double[probes];
    for (int i = 0; i < probes; i++) {
      double[] diagonal = Arrays.copyOfRange(diagonals, i * steps, (i + 1) * steps);
      double[] beside = Arrays.copyOfRange(others, i * (steps - 1), (i + 1) * (steps - 1));
      found[i] = like.size() * quadratic(function, diagonal, beside);
    }
    return StochasticTrace.Estimate.of(BorchArray.of(found));
  }
}
