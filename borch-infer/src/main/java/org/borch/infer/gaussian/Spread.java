package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.diagonalMatrix;
import static org.borch.tensor.LinearAlgebra.strictlyLower;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.tensor.BorchArray;

/**
 * How far a normal distribution spreads around its mean, and in which directions: x = S ε for
 * standard normals ε. All are array operations, with derivatives and inside of programs.
 */
public abstract sealed class Spread permits DiagonalSpread, DenseSpread, LowRankSpread {

  Spread() {}

  /**
   * Independent coordinates.
   *
   * @param logScale log standard deviations, [d]
   */
  public static Spread diagonal(NDArray logScale) {
    return new DiagonalSpread(logScale);
  }

  /**
   * Any covariance L Lᵀ. The diagonal of L is {@code exp(logScale)}, so that L is never singular.
   *
   * @param logScale [d]
   * @param lower the entries of L below the diagonal, row by row: [d (d - 1) / 2]
   */
  public static Spread dense(NDArray logScale, NDArray lower) {
    NDArray diagonal = diagonalMatrix(logScale.exp());
    int d = Math.toIntExact(logScale.size());
    return new DenseSpread(d == 1 ? diagonal : diagonal.add(strictlyLower(lower, d)));
  }

  /**
   * Any covariance L Lᵀ.
   *
   * @param factor L, lower triangular with a positive diagonal: [d, d]
   */
  public static Spread ofFactor(NDArray factor) {
    return new DenseSpread(factor);
  }

  /**
   * The covariance diag(exp(2 logScale)) + U Uᵀ.
   *
   * @param logScale [d]
   * @param factor U, [d, k] for a k far below d
   */
  public static Spread lowRank(NDArray logScale, NDArray factor) {
    return new LowRankSpread(logScale, factor);
  }

  /** The length of ε. */
  public abstract int noise();

  /** S ε: [n, {@link #noise}] → [n, d]. */
  public abstract NDArray moved(NDArray noise);

  /** The precision matrix times x: [n, d] → [n, d]. */
  public abstract NDArray precisionTimes(NDArray x);

  /** The covariance matrix times x: [n, d] → [n, d]. */
  public abstract NDArray covarianceTimes(NDArray x);

  /** Half the log determinant of the covariance, a scalar. */
  public abstract NDArray logVolume();

  /** The variance of each coordinate, [d]. */
  public abstract NDArray variance();

  /** The covariance matrix, [d, d]. */
  public abstract NDArray covariance();

  /**
   * With more variance in each coordinate.
   *
   * @param variance of shape () or (1), the same for all, or [d]
   */
  public abstract Spread widened(NDArray variance);

  /** The log density around a mean of 0: [n, d] → [n]. */
  public final NDArray logDensity(NDArray x) {
    return logDensity(x, precisionTimes(x));
  }

  /**
   * The same where the product is known.
   *
   * @param precisionTimes {@link #precisionTimes} of x
   */
  public final NDArray logDensity(NDArray x, NDArray precisionTimes) {
    double constant = -0.5 * x.getShape().get(1) * Math.log(2 * Math.PI);
    NDArray square = x.mul(precisionTimes).sum(new int[] {1}).mul(-0.5);
    return square.sub(logVolume()).add(BorchArray.full(new Shape(1), constant, x.getDataType()));
  }
}
