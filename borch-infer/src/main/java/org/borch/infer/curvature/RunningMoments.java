package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;
import org.borch.tensor.LinearAlgebra;

/**
 * Mean and covariance of vectors that come in groups, without keeping them (Welford 1962; Chan,
 * Golub and LeVeque 1983 for groups). A value: {@link #and} makes another one, by array operations.
 *
 * @param count how many vectors, of shape (1)
 * @param mean [d]
 * @param scatter Σ (x - mean)(x - mean)ᵀ: [d, d]
 */
public record RunningMoments(NDArray count, NDArray mean, NDArray scatter) {

  /** Of no vectors of d numbers. */
  public static RunningMoments none(int d, DataType type) {
    return new RunningMoments(
        BorchArray.full(new Shape(1), 0, type),
        BorchArray.full(new Shape(d), 0, type),
        BorchArray.full(new Shape(d, d), 0, type));
  }

  /**
   * With more vectors.
   *
   * @param vectors [n, d] with n at least 1
   */
  public RunningMoments and(NDArray vectors) {
    NDArray own = vectors.mean(new int[] {0});
    NDArray apart = vectors.sub(own);
    double rows = vectors.getShape().get(0);
    NDArray n = BorchArray.full(new Shape(1), rows, mean.getDataType());
    return and(new RunningMoments(n, own, LinearAlgebra.transpose(apart).matMul(apart)));
  }

  /** Of both together. */
  public RunningMoments and(RunningMoments other) {
    NDArray all = count.add(other.count);
    NDArray gap = other.mean.sub(mean);
    NDArray share = other.count.div(all);
    NDArray between = LinearAlgebra.outer(gap, gap).mul(count.mul(share));
    return new RunningMoments(
        all, mean.add(gap.mul(share)), scatter.add(other.scatter).add(between));
  }

  /** The unbiased covariance matrix, [d, d]; not a number for fewer than two vectors. */
  public NDArray covariance() {
    return scatter.div(count.sub(1));
  }
}
