package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Linear algebra on the last two axes; the axes before them are batches and broadcast. */
public final class LinearAlgebra {

  private LinearAlgebra() {}

  /** The lower triangular L with L Lᵀ = a; NaN where a is not positive definite. */
  public static NDArray cholesky(NDArray a) {
    return BorchArray.wrap(a).apply(new Dense.Cholesky());
  }

  /**
   * The solution X of L X = b, or of Lᵀ X = b.
   *
   * @param l batch + [d, d], lower triangular; what is above the diagonal is not read
   * @param b batch + [d, k]
   * @param transposed whether to solve with Lᵀ
   */
  public static NDArray solveTriangular(NDArray l, NDArray b, boolean transposed) {
    List<BorchArray> both = DataTypes.promoted(List.of(BorchArray.wrap(l), BorchArray.wrap(b)));
    return BorchArray.apply(new Dense.SolveTriangular(transposed), both);
  }

  /** log |det L| of a triangular matrix: batch + [d, d] → batch. */
  public static NDArray logDetTriangular(NDArray l) {
    return diagonal(l).abs().log().sum(new int[] {-1});
  }

  /** The diagonals: batch + [d, d] → batch + [d]. */
  public static NDArray diagonal(NDArray a) {
    return BorchArray.wrap(a).apply(new Dense.Diagonal());
  }

  /** Diagonal matrices: batch + [d] → batch + [d, d]. */
  public static NDArray diagonalMatrix(NDArray v) {
    return BorchArray.wrap(v).apply(new Dense.DiagonalMatrix());
  }

  /** Zeros above the diagonal. */
  public static NDArray lowerTriangle(NDArray a) {
    return BorchArray.wrap(a).apply(new Dense.LowerTriangle());
  }

  /**
   * Matrices with zeros on and above the diagonal, filled row by row: batch + [d (d - 1) / 2] →
   * batch + [d, d].
   *
   * @param d at least 2
   */
  public static NDArray strictlyLower(NDArray entries, int d) {
    return lower(entries, d, 0);
  }

  /** The same with ones on the diagonal. */
  public static NDArray unitLower(NDArray entries, int d) {
    return lower(entries, d, 1);
  }

  /** A permutation of the entries and of all others, so that its derivative sums nothing. */
  private static NDArray lower(NDArray entries, int d, int diagonal) {
    BorchArray all = BorchArray.wrap(entries);
    long[] positions = new long[d * d];
    int below = 0;
    int on = d * (d - 1) / 2;
    int above = on + d;
    for (int i = 0; i < positions.length; i++) {
      int row = i / d;
      int column = i % d;
      positions[i] = column < row ? below++ : column == row ? on++ : above++;
    }
    Shape batch = Shapes.dropLast(all.getShape(), 1);
    NDArray zero = all.get(new NDIndex("..., :1")).zerosLike();
    NDArray others = ArrayMath.broadcastTo(zero, batch.add((d - 1L) * d / 2));
    NDArray padded =
        ArrayMath.concat(-1, all, ArrayMath.broadcastTo(zero.add(diagonal), batch.add(d)), others);
    NDArray index = BorchArray.of(new Shape(positions.length), positions);
    return ArrayMath.takeAlong(
            padded, ArrayMath.broadcastTo(index, batch.add(positions.length)), -1)
        .reshape(batch.add(d).add(d));
  }

  /** The products of all pairs: batch + [n], batch + [m] → batch + [n, m]. */
  public static NDArray outer(NDArray a, NDArray b) {
    return BorchArray.wrap(a).expandDims(-1).mul(BorchArray.wrap(b).expandDims(-2));
  }

  /** The identity matrix: [d, d]. */
  public static NDArray identity(int d, DataType type) {
    return BorchManager.root().eye(d, d, 0, type);
  }

  /** Matrix times vector: batch + [n, d], batch + [d] → batch + [n]. */
  public static NDArray matVec(NDArray a, NDArray v) {
    BorchArray column = BorchArray.wrap(v).expandDims(-1);
    return BorchArray.wrap(a).matMul(column).squeeze(-1);
  }

  /** log det A of a positive definite matrix: batch + [d, d] → batch. */
  public static NDArray logDet(NDArray a) {
    return logDetTriangular(cholesky(a)).mul(2);
  }

  /** The transposes: batch + [n, m] → batch + [m, n]. */
  public static NDArray transpose(NDArray a) {
    return BorchArray.wrap(a).swapLast();
  }
}
