package org.borch.infer.gaussian;

import static org.borch.tensor.LinearAlgebra.cholesky;
import static org.borch.tensor.LinearAlgebra.diagonalMatrix;
import static org.borch.tensor.LinearAlgebra.identity;
import static org.borch.tensor.LinearAlgebra.solveTriangular;
import static org.borch.tensor.LinearAlgebra.strictlyLower;
import static org.borch.tensor.LinearAlgebra.transpose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.BorchArray;

/**
 * How far a normal distribution spreads around its mean, and in which directions: x = S ε for
 * standard normals ε. All are array operations, with derivatives and inside of programs.
 */
public abstract sealed class Spread
    permits DiagonalSpread,
        DenseSpread,
        LowRankSpread,
        LowRankPrecisionSpread,
        KroneckerSpread,
        BlockSpread {

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

  /**
   * Any covariance, by its inverse.
   *
   * @param precision positive definite, [d, d]; where it is not, what comes of it is not a number
   */
  public static Spread ofPrecision(NDArray precision) {
    // P = U Uᵀ with an upper triangular U, so that U⁻ᵀ is the lower factor of the covariance: by
    // the lower factor of P with all coordinates in the other order.
    NDArray turned = precision.flip(0, 1);
    int d = Math.toIntExact(precision.getShape().get(0));
    NDArray inverse =
        solveTriangular(cholesky(turned), identity(d, precision.getDataType()), false);
    return new DenseSpread(transpose(inverse.flip(0, 1)));
  }

  /**
   * The inverse of the covariance is diag(B) + U Uᵀ.
   *
   * @param diagonal B, positive, [d]
   * @param factor U, [d, k] for a k far below d
   */
  public static Spread ofLowRankPrecision(NDArray diagonal, NDArray factor) {
    return new LowRankPrecisionSpread(diagonal, factor);
  }

  /**
   * The inverse of the covariance of a matrix [o, m], row by row, is (I ⊗ S) (Q ⊗ R) diag(p) (Q ⊗
   * R)ᵀ (I ⊗ S): what Kronecker factors G ⊗ A and a constant for each column come to.
   *
   * @param rows Q, whose columns are eigenvectors of G: [o, o]
   * @param columns R, whose columns are eigenvectors of S⁻¹ A S⁻¹: [m, m]
   * @param precisions p, positive: [o, m]
   * @param scale S, positive: [m]
   */
  public static Spread kronecker(NDArray rows, NDArray columns, NDArray precisions, NDArray scale) {
    return new KroneckerSpread(rows, columns, precisions, scale);
  }

  /**
   * Groups of coordinates that are independent of each other.
   *
   * @param blocks one for each group
   * @param places of all groups' coordinates, one group after the other, in the flat array: each
   *     number from 0 to d - 1 once
   */
  public static Spread blocks(List<Spread> blocks, long[] places) {
    return new BlockSpread(blocks, places);
  }

  /** How many coordinates there are. */
  public abstract int dimension();

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
