package org.borch.infer.curvature;

import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Key;
import org.borch.tensor.random.Noise;

/** Estimates of the trace of a symmetric matrix A of which only products are known. */
public final class StochasticTrace {

  /** Of a column beside what it was that is nothing but rounding. */
  private static final double NOTHING = 1e-10;

  private StochasticTrace() {}

  /**
   * An estimate, both of shape ().
   *
   * @param value the mean over probes, without bias
   * @param error its standard error
   */
  public record Estimate(NDArray value, NDArray error) {

    /** The mean of independent numbers, [n] with n at least 2. */
    static Estimate of(NDArray numbers) {
      long n = numbers.size();
      NDArray mean = numbers.mean();
      NDArray squares = numbers.sub(mean).square().sum();
      return new Estimate(mean, squares.div((double) n * (n - 1)).sqrt());
    }
  }

  /** Random signs: [count, d]. */
  static NDArray signs(Key key, int count, NDArray like) {
    if (count < 2) {
      throw new IllegalArgumentException(count + " probes, expected at least 2");
    }
    NDArray uniform =
        Noise.of(key, like.getDataType()).uniform(new Shape(count, like.size())).sub(0.5);
    return ArrayMath.where(uniform.gte(0), uniform.onesLike(), uniform.onesLike().neg());
  }

  /**
   * The mean of zᵀ A z over vectors z of random signs (Hutchinson 1990).
   *
   * @param matrix A applied to each row: [n, d] → [n, d]
   * @param like [d], of the type of the vectors
   * @param probes at least 2
   * @param key decides them
   */
  public static Estimate hutchinson(
      UnaryOperator<NDArray> matrix, NDArray like, int probes, Key key) {
    NDArray z = signs(key, probes, like);
    return Estimate.of(matrix.apply(z).mul(z).sum(new int[] {1}));
  }

  /**
   * The trace on the directions in which A is largest, and Hutchinson's estimate of the rest; with
   * a third of the products each (Meyer, Musco, Musco and Woodruff 2021, Hutch++). For a positive A
   * its error falls like one over the number of products.
   *
   * @param matrix A applied to each row: [n, d] → [n, d]
   * @param like [d], of the type of the vectors
   * @param products at least 6
   * @param key decides the vectors
   */
  public static Estimate hutchPlusPlus(
      UnaryOperator<NDArray> matrix, NDArray like, int products, Key key) {
    int third = products / 3;
    int kept = Math.toIntExact(Math.min(third, like.size()));
    NDArray sketch = matrix.apply(signs(key.at("sketch"), third, like));
    NDArray basis = orthonormal(sketch.get(new NDIndex().addSliceDim(0, kept).addAllDim()));
    NDArray known = matrix.apply(basis).mul(basis).sum();
    NDArray z = signs(key.at("rest"), third, like);
    NDArray rest = z.sub(z.matMul(transpose(basis)).matMul(basis));
    Estimate left = Estimate.of(matrix.apply(rest).mul(rest).sum(new int[] {1}));
    return new Estimate(left.value().add(known), left.error());
  }

  /** Rows of length 1 at right angles, with the same span; rows of 0 where that is smaller. */
  private static NDArray orthonormal(NDArray rows) {
    List<NDArray> basis = new ArrayList<>();
    for (long i = 0; i < rows.getShape().get(0); i++) {
      NDArray row = rows.get(i);
      NDArray before = row.square().sum().sqrt();
      for (int twice = 0; twice < 2; twice++) {
        for (NDArray other : basis) {
          row = row.sub(other.mul(other.mul(row).sum()));
        }
      }
      NDArray size = row.square().sum().sqrt();
      NDArray nothing = size.lte(before.mul(NOTHING));
      NDArray scale = ArrayMath.where(nothing, 0, ArrayMath.where(nothing, 1, size).pow(-1));
      basis.add(row.mul(scale));
    }
    return BorchArray.wrap(ArrayMath.stack(0, basis.toArray(NDArray[]::new)));
  }
}
