package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Shapes, slices, indices, and joining arrays. */
abstract class ShapedArray extends ElementwiseArray {

  private int dimensions() {
    return getShape().dimension();
  }

  @Override
  public BorchArray reshape(long... newShape) {
    return reshape(new Shape(newShape));
  }

  @Override
  public BorchArray reshape(Shape shape) {
    Shape known = getShape();
    Shape target = shape;
    int unknown = -1;
    long rest = 1;
    for (int i = 0; i < shape.dimension(); i++) {
      if (shape.get(i) == -1 && unknown < 0) {
        unknown = i;
      } else {
        rest *= shape.get(i);
      }
    }
    if (unknown >= 0 && rest > 0) {
      long[] sizes = shape.getShape().clone();
      sizes[unknown] = known.size() / rest;
      target = new Shape(sizes);
    }
    if (target.size() != known.size()) {
      throw new IllegalArgumentException(
          "reshape of " + known + " to " + shape + ": " + known.size() + " elements do not fit");
    }
    return target.equals(known) ? self() : apply(new Rearrangement.Reshape(target));
  }

  @Override
  public BorchArray flatten() {
    return reshape(new Shape(size()));
  }

  @Override
  public BorchArray flatten(int startDim, int endDim) {
    Shape shape = getShape();
    int start = Shapes.axis(startDim, dimensions());
    int end = Shapes.axis(endDim, dimensions());
    return reshape(
        shape.slice(0, start).add(shape.slice(start, end + 1).size()).addAll(shape.slice(end + 1)));
  }

  @Override
  public BorchArray expandDims(int axis) {
    int at = Shapes.axis(axis, dimensions() + 1);
    return reshape(getShape().slice(0, at).add(1).addAll(getShape().slice(at)));
  }

  @Override
  public BorchArray squeeze() {
    return reshape(Arrays.stream(getShape().getShape()).filter(size -> size != 1).toArray());
  }

  @Override
  public BorchArray squeeze(int axis) {
    return squeeze(new int[] {axis});
  }

  @Override
  public BorchArray squeeze(int[] axes) {
    if (axes.length == 0) {
      return self();
    }
    List<Integer> lost = Shapes.axes(axes, dimensions());
    for (int axis : lost) {
      if (getShape().get(axis) != 1) {
        throw new IllegalArgumentException(
            "squeeze of axis " + axis + " of shape " + getShape() + ", expected size 1");
      }
    }
    return reshape(Shapes.reduce(getShape(), lost, false));
  }

  @Override
  public BorchArray broadcast(Shape shape) {
    return shape.equals(getShape()) ? self() : apply(new Rearrangement.BroadcastTo(shape));
  }

  @Override
  public BorchArray broadcast(long... shape) {
    return broadcast(new Shape(shape));
  }

  /**
   * The transpose of broadcasting: sums what broadcasting from {@code shape} has repeated.
   *
   * @throws IllegalArgumentException if {@code shape} does not broadcast to this array's shape
   */
  final BorchArray sumTo(Shape shape) {
    Shape known = getShape();
    if (shape.equals(known)) {
      return self();
    }
    if (!Shapes.broadcastsTo(shape, known)) {
      throw new IllegalArgumentException("sum of " + known + " to " + shape);
    }
    int lead = known.dimension() - shape.dimension();
    int[] axes =
        IntStream.range(0, known.dimension())
            .filter(i -> i < lead || (shape.get(i - lead) == 1 && known.get(i) != 1))
            .toArray();
    return self().sum(axes, false).reshape(shape);
  }

  @Override
  public BorchArray transpose() {
    return transpose(IntStream.range(0, dimensions()).map(i -> dimensions() - 1 - i).toArray());
  }

  @Override
  public BorchArray transpose(int... axes) {
    List<Integer> permutation =
        Arrays.stream(axes).map(axis -> Shapes.axis(axis, dimensions())).boxed().toList();
    if (permutation.stream().distinct().count() != dimensions()) {
      throw new IllegalArgumentException(
          "transpose of shape "
              + getShape()
              + " by "
              + Arrays.toString(axes)
              + ", expected each axis once");
    }
    return apply(new Rearrangement.Transpose(permutation));
  }

  @Override
  public BorchArray swapAxes(int axis1, int axis2) {
    int[] axes = IntStream.range(0, dimensions()).toArray();
    int first = Shapes.axis(axis1, dimensions());
    int second = Shapes.axis(axis2, dimensions());
    axes[first] = second;
    axes[second] = first;
    return transpose(axes);
  }

  /** One axis at another place, the others in their order. */
  final BorchArray moveAxis(int from, int to) {
    if (from == to) {
      return self();
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < dimensions(); i++) {
      order.add(i);
    }
    order.add(to, order.remove(from));
    int jumped = 0;
    for (int i = Math.min(from, to); i <= Math.max(from, to); i++) {
      jumped += getShape().get(i) == 1 ? 0 : 1;
    }
    if (jumped < 2 || getShape().get(from) == 1) {
      // No element moves.
      return reshape(new Shape(order.stream().mapToLong(getShape()::get).toArray()));
    }
    return apply(new Rearrangement.Transpose(List.copyOf(order)));
  }

  /** Each matrix of the last two axes transposed. */
  final BorchArray swapLast() {
    return moveAxis(dimensions() - 1, dimensions() - 2);
  }

  @Override
  public BorchArray flip(int... axes) {
    return apply(new Rearrangement.Flip(Shapes.axes(axes, dimensions())));
  }

  /** Elements {@code begin} to {@code end} (exclusive) along an axis. */
  final BorchArray slice(int axis, long begin, long end) {
    int at = Shapes.axis(axis, dimensions());
    List<Long> from = new ArrayList<>();
    List<Long> to = new ArrayList<>();
    for (int i = 0; i < dimensions(); i++) {
      from.add(i == at ? begin : 0);
      to.add(i == at ? end : getShape().get(i));
    }
    return apply(
        new Rearrangement.Slice(from, to, java.util.Collections.nCopies(dimensions(), 1L)));
  }

  @Override
  public BorchArray gather(NDArray index, int axis) {
    return apply(
        new Indexing.TakeAlong(Shapes.axis(axis, dimensions())), BorchArray.wrap(index).indices());
  }

  /** Whole rows along an axis, in the order of the index. */
  final BorchArray take(NDArray index, int axis) {
    return apply(
        new Indexing.Take(Shapes.axis(axis, dimensions())), BorchArray.wrap(index).indices());
  }

  @Override
  public BorchArray stack(NDArray array, int axis) {
    return join(List.of(self(), BorchArray.wrap(array)), axis);
  }

  static BorchArray join(List<BorchArray> arrays, int axis) {
    List<BorchArray> expanded = new ArrayList<>();
    DataTypes.promoted(arrays).forEach(array -> expanded.add(array.expandDims(axis)));
    return concat(expanded, Shapes.axis(axis, expanded.get(0).getShape().dimension()));
  }

  static BorchArray concat(List<BorchArray> arrays, int axis) {
    return arrays.size() == 1
        ? arrays.get(0)
        : BorchArray.apply(
            new Rearrangement.Concat(Shapes.axis(axis, arrays.get(0).getShape().dimension())),
            DataTypes.promoted(arrays));
  }

  @Override
  public BorchArray concat(NDArray array, int axis) {
    return concat(List.of(self(), BorchArray.wrap(array)), axis);
  }

  @Override
  public NDList split(long sections, int axis) {
    long length = getShape().get(Shapes.axis(axis, dimensions()));
    if (sections < 1 || length % sections != 0) {
      throw new IllegalArgumentException(
          "split of axis "
              + axis
              + " of shape "
              + getShape()
              + " into "
              + sections
              + " equal parts");
    }
    long size = length / sections;
    return split(LongStream.range(1, sections).map(i -> i * size).toArray(), axis);
  }

  @Override
  public NDList split(long[] indices, int axis) {
    NDList parts = new NDList();
    long start = 0;
    for (long end : indices) {
      parts.add(slice(axis, start, end));
      start = end;
    }
    parts.add(slice(axis, start, getShape().get(Shapes.axis(axis, dimensions()))));
    return parts;
  }

  @Override
  public BorchArray tile(long repeats) {
    return tile(LongStream.generate(() -> repeats).limit(dimensions()).toArray());
  }

  @Override
  public BorchArray tile(int axis, long repeats) {
    long[] all = new long[dimensions()];
    Arrays.fill(all, 1);
    all[Shapes.axis(axis, dimensions())] = repeats;
    return tile(all);
  }

  @Override
  public BorchArray tile(long[] repeats) {
    int lead = Math.max(0, repeats.length - dimensions());
    BorchArray result = self();
    for (int i = 0; i < lead; i++) {
      result = result.expandDims(0);
    }
    int offset = result.getShape().dimension() - repeats.length;
    for (int i = 0; i < repeats.length; i++) {
      result =
          concat(java.util.Collections.nCopies(Math.toIntExact(repeats[i]), result), offset + i);
    }
    return result;
  }

  @Override
  public BorchArray tile(Shape desiredShape) {
    return tile(ratios(desiredShape));
  }

  @Override
  public BorchArray repeat(long repeats) {
    return repeat(LongStream.generate(() -> repeats).limit(dimensions()).toArray());
  }

  @Override
  public BorchArray repeat(int axis, long repeats) {
    int at = Shapes.axis(axis, dimensions());
    Shape shape = getShape();
    Shape repeated = shape.slice(0, at + 1).add(repeats).addAll(shape.slice(at + 1));
    return expandDims(at + 1)
        .broadcast(repeated)
        .reshape(shape.slice(0, at).add(shape.get(at) * repeats).addAll(shape.slice(at + 1)));
  }

  @Override
  public BorchArray repeat(long[] repeats) {
    BorchArray result = self();
    for (int i = 0; i < repeats.length; i++) {
      if (repeats[i] != 1) {
        result = result.repeat(dimensions() - repeats.length + i, repeats[i]);
      }
    }
    return result;
  }

  @Override
  public BorchArray repeat(Shape desiredShape) {
    return repeat(ratios(desiredShape));
  }

  private long[] ratios(Shape desired) {
    int lead = desired.dimension() - dimensions();
    return IntStream.range(0, desired.dimension())
        .mapToLong(i -> i < lead ? desired.get(i) : desired.get(i) / getShape().get(i - lead))
        .toArray();
  }

  @Override
  public BorchArray pad(Shape padding, double value) {
    // Pairs (before, after), beginning with the last axis, as the engine has them.
    BorchArray result = self();
    for (int i = 0; 2 * i + 1 < padding.dimension(); i++) {
      int axis = dimensions() - 1 - i;
      for (int side = 0; side < 2; side++) {
        long width = padding.get(2 * i + side);
        if (width > 0) {
          long[] sizes = result.getShape().getShape().clone();
          sizes[axis] = width;
          BorchArray edge = BorchArray.full(new Shape(sizes), value, getDataType());
          result = side == 0 ? edge.concat(result, axis) : result.concat(edge, axis);
        }
      }
    }
    return result;
  }

  @Override
  public BorchArray rotate90(int times, int[] axes) {
    int turns = Math.floorMod(times, 4);
    BorchArray result = self();
    for (int i = 0; i < turns; i++) {
      result = result.swapAxes(axes[0], axes[1]).flip(axes[0]);
    }
    return result;
  }

  @Override
  public BorchArray oneHot(
      int depth, float onValue, float offValue, ai.djl.ndarray.types.DataType type) {
    BorchArray classes = BorchArray.range(depth, getDataType());
    return expandDims(-1).eq(classes).toType(type, false).mul(onValue - offValue).add(offValue);
  }

  @Override
  public BorchArray sequenceMask(NDArray sequenceLength, float value) {
    BorchArray positions = BorchArray.range(getShape().get(1), sequenceLength.getDataType());
    BorchArray inside = positions.lt(BorchArray.wrap(sequenceLength).expandDims(-1));
    for (int i = 2; i < dimensions(); i++) {
      inside = inside.expandDims(-1);
    }
    return BorchArray.apply(Where.INSTANCE, List.of(inside, self(), self().number(value)));
  }

  @Override
  public BorchArray sequenceMask(NDArray sequenceLength) {
    return sequenceMask(sequenceLength, 0);
  }

  @Override
  public BorchArray diagonal() {
    return diagonal(0);
  }

  @Override
  public BorchArray diagonal(int offset) {
    return diagonal(offset, 0, 1);
  }

  @Override
  public BorchArray trace(int offset, int axis1, int axis2) {
    return diagonal(offset, axis1, axis2).sum(new int[] {-1});
  }

  @Override
  public abstract BorchArray diagonal(int offset, int axis1, int axis2);

  @Override
  public BorchArray diff(int n, int dim) {
    BorchArray result = self();
    for (int i = 0; i < n; i++) {
      long length = result.getShape().get(Shapes.axis(dim, dimensions()));
      result = result.slice(dim, 1, length).sub(result.slice(dim, 0, length - 1));
    }
    return result;
  }
}
