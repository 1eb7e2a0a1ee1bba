package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Reductions, products of matrices, sums along axes. */
abstract class ReducedArray extends ShapedArray {

  private static final int[] ALL = {};

  private List<Integer> axes(int[] axes) {
    return Shapes.axes(axes, getShape().dimension());
  }

  @Override
  public BorchArray sum() {
    return sum(ALL, false);
  }

  @Override
  public BorchArray sum(int[] axes) {
    return sum(axes, false);
  }

  @Override
  public BorchArray sum(int[] axes, boolean keepDims) {
    return apply(new Reduction.Sum(axes(axes), keepDims));
  }

  @Override
  public BorchArray mean() {
    return mean(ALL, false);
  }

  @Override
  public BorchArray mean(int[] axes) {
    return mean(axes, false);
  }

  @Override
  public BorchArray mean(int[] axes, boolean keepDims) {
    long count = axes(axes).stream().mapToLong(getShape()::get).reduce(1, (a, b) -> a * b);
    DataType type = getDataType().isFloating() ? getDataType() : DataType.FLOAT32;
    return toType(type, false).sum(axes, keepDims).div(count);
  }

  @Override
  public BorchArray max() {
    return max(ALL, false);
  }

  @Override
  public BorchArray max(int[] axes) {
    return max(axes, false);
  }

  @Override
  public BorchArray max(int[] axes, boolean keepDims) {
    return apply(new Reduction.Extremum(true, axes(axes), keepDims));
  }

  @Override
  public BorchArray min() {
    return min(ALL, false);
  }

  @Override
  public BorchArray min(int[] axes) {
    return min(axes, false);
  }

  @Override
  public BorchArray min(int[] axes, boolean keepDims) {
    return apply(new Reduction.Extremum(false, axes(axes), keepDims));
  }

  @Override
  public BorchArray argMax() {
    return flatten().argMax(0);
  }

  @Override
  public BorchArray argMax(int axis) {
    return apply(new Reduction.ArgExtremum(true, Shapes.axis(axis, getShape().dimension())));
  }

  @Override
  public BorchArray argMin() {
    return flatten().argMin(0);
  }

  @Override
  public BorchArray argMin(int axis) {
    return apply(new Reduction.ArgExtremum(false, Shapes.axis(axis, getShape().dimension())));
  }

  @Override
  public BorchArray cumSum() {
    return flatten().cumSum(0);
  }

  @Override
  public BorchArray cumSum(int axis) {
    return apply(new Reduction.CumulativeSum(Shapes.axis(axis, getShape().dimension())));
  }

  @Override
  public BorchArray softmax(int axis) {
    return apply(new Reduction.Softmax(Shapes.axis(axis, getShape().dimension()), false));
  }

  @Override
  public BorchArray logSoftmax(int axis) {
    return apply(new Reduction.Softmax(Shapes.axis(axis, getShape().dimension()), true));
  }

  /** log Σ exp over the axes (all if none is given), without overflow. */
  final BorchArray logSumExp(boolean keepDims, int... axes) {
    return apply(new Reduction.LogSumExp(axes(axes), keepDims));
  }

  @Override
  public BorchArray norm(boolean keepDims) {
    return norm(2, ALL, keepDims);
  }

  @Override
  public BorchArray norm(int ord, int[] axes, boolean keepDims) {
    BorchArray powers = ord == 2 ? square() : abs().pow(ord);
    BorchArray sum = powers.sum(axes, keepDims);
    return ord == 2 ? sum.sqrt() : sum.pow(1.0 / ord);
  }

  @Override
  public BorchArray normalize(double exponent, long dim, double eps) {
    BorchArray norm =
        abs().pow(exponent).sum(new int[] {Math.toIntExact(dim)}, true).pow(1 / exponent);
    return div(norm.maximum(eps));
  }

  /**
   * The matrix product. A vector on the left is a row, on the right a column, and the result loses
   * that axis; axes before the last two are batches and broadcast.
   */
  @Override
  public BorchArray matMul(NDArray other) {
    List<BorchArray> factors = DataTypes.promoted(List.of(self(), BorchArray.wrap(other)));
    BorchArray a = factors.get(0);
    BorchArray b = factors.get(1);
    if (a.getShape().dimension() == 0 || b.getShape().dimension() == 0) {
      throw new IllegalArgumentException(
          "matrix product of "
              + spec(a)
              + " and "
              + spec(b)
              + ", expected vectors or matrices; a number times an array is a.mul(b)");
    }
    boolean row = a.getShape().dimension() == 1;
    boolean column = b.getShape().dimension() == 1;
    BorchArray product =
        (row ? a.expandDims(0) : a).apply(new Dense.MatMul(), column ? b.expandDims(1) : b);
    if (row) {
      product = product.squeeze(column ? -2 : product.getShape().dimension() - 2);
    }
    return column ? product.squeeze(-1) : product;
  }

  private static String spec(BorchArray array) {
    return array.getShape().dimension() == 0 ? "a number" : array.spec().toString();
  }

  @Override
  public BorchArray dot(NDArray other) {
    return matMul(other);
  }

  @Override
  public BorchArray batchMatMul(NDArray other) {
    return matMul(other);
  }

  @Override
  public BorchArray batchDot(NDArray other) {
    return matMul(other);
  }

  @Override
  public BorchArray diagonal(int offset, int axis1, int axis2) {
    int dimensions = getShape().dimension();
    int first = Shapes.axis(axis1, dimensions);
    int second = Shapes.axis(axis2, dimensions);
    BorchArray last = self();
    if (first != dimensions - 2 || second != dimensions - 1) {
      int[] order = new int[dimensions];
      int next = 0;
      for (int i = 0; i < dimensions; i++) {
        if (i != first && i != second) {
          order[next++] = i;
        }
      }
      order[next] = first;
      order[next + 1] = second;
      last = transpose(order);
    }
    Shape shape = last.getShape();
    long rows = shape.get(dimensions - 2) + Math.min(0, offset);
    long columns = shape.get(dimensions - 1) - Math.max(0, offset);
    long length = Math.max(0, Math.min(rows, columns));
    long top = Math.max(0, -offset);
    long left = Math.max(0, offset);
    return last.slice(-2, top, top + length)
        .slice(-1, left, left + length)
        .apply(new Dense.Diagonal());
  }
}
