package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Products, order, and choice by index. */
abstract class OrderedArray extends ReducedArray {

  private static final int[] LAST = {-1};

  private int axis(int axis) {
    return Shapes.axis(axis, getShape().dimension());
  }

  @Override
  public BorchArray prod() {
    return flatten().prod(new int[] {0}, false);
  }

  @Override
  public BorchArray prod(int[] axes, boolean keepDims) {
    List<Integer> reduced = Shapes.axes(axes, getShape().dimension());
    BorchArray result = self();
    for (int axis : reduced) {
      long length = result.getShape().get(axis);
      long[] edge = result.getShape().getShape().clone();
      edge[axis] = 1;
      BorchArray products = result.cumProd(axis);
      result =
          length == 0
              ? BorchArray.full(new Shape(edge), 1, products.getDataType())
              : products.slice(axis, length - 1, length);
    }
    return keepDims ? result : result.reshape(Shapes.reduce(getShape(), reduced, false));
  }

  @Override
  public BorchArray cumProd(int axis) {
    return apply(new Accumulation.CumulativeProduct(axis(axis)));
  }

  @Override
  public BorchArray cumProd(int axis, DataType dataType) {
    return toType(dataType, false).cumProd(axis);
  }

  @Override
  public BorchArray inverse() {
    return apply(Inverse.INSTANCE);
  }

  @Override
  public BorchArray median() {
    return median(LAST);
  }

  /** The lower of the two middle elements along the axis, if they are two. */
  @Override
  public BorchArray median(int[] axes) {
    int axis = axis(only(axes, "median"));
    long middle = (getShape().get(axis) - 1) / 2;
    return sort(axis).slice(axis, middle, middle + 1).squeeze(axis);
  }

  @Override
  public BorchArray percentile(Number percentile) {
    return percentile(percentile, LAST);
  }

  /** Interpolated linearly between the two nearest elements along the axis. */
  @Override
  public BorchArray percentile(Number percentile, int[] axes) {
    int axis = axis(only(axes, "percentile"));
    double place = percentile.doubleValue() / 100 * (getShape().get(axis) - 1);
    long below = (long) Math.floor(place);
    long above = (long) Math.ceil(place);
    BorchArray sorted = sort(axis);
    BorchArray low = sorted.slice(axis, below, below + 1).squeeze(axis);
    BorchArray high = sorted.slice(axis, above, above + 1).squeeze(axis);
    return low.add(high.sub(low).mul(place - below));
  }

  private static int only(int[] axes, String what) {
    if (axes.length != 1) {
      throw new IllegalArgumentException(
          what + " along axes " + Arrays.toString(axes) + ", expected one axis");
    }
    return axes[0];
  }

  @Override
  public BorchArray sort() {
    return sort(-1);
  }

  @Override
  public BorchArray sort(int axis) {
    return gather(argSort(axis, true), axis);
  }

  /** Equal elements keep their order; NaN is the largest. */
  @Override
  public BorchArray argSort(int axis, boolean ascending) {
    return apply(new ArgSort(axis(axis), ascending));
  }

  /** The k extreme elements in order, whether or not {@code sorted}, and their places. */
  @Override
  public NDList topK(int k, int axis, boolean largest, boolean sorted) {
    BorchArray places = argSort(axis, !largest).slice(axis, 0, k);
    return new NDList(gather(places, axis), places);
  }

  /** In a trace, the mask must be a vector of data that is known while tracing. */
  @Override
  public BorchArray booleanMask(NDArray index, int axis) {
    BorchArray mask = BorchArray.wrap(index);
    boolean isTraced = Nesting.current().isTracing() && mask.lifting() != null;
    if (isTraced || mask.getShape().dimension() != 1) {
      return apply(
          new Opaque("booleanMask", Opaque.SHAPE, in -> in[0].booleanMask(in[1], axis)), mask);
    }
    double[] truths = mask.values();
    long[] places = LongStream.range(0, truths.length).filter(i -> truths[(int) i] != 0).toArray();
    return take(BorchArray.ofLongs(places), axis);
  }

  /** The index's first axis holds coordinates along this array's first axes. */
  @Override
  public BorchArray gatherNd(NDArray index) {
    BorchArray coordinates = BorchArray.wrap(index).indices();
    Shape shape = getShape();
    int depth = Math.toIntExact(coordinates.getShape().get(0));
    if (depth < 1 || depth > shape.dimension()) {
      throw new IllegalArgumentException(
          "gatherNd of shape "
              + shape
              + " by an index of shape "
              + coordinates.getShape()
              + ", expected a first axis of 1 to "
              + shape.dimension()
              + " coordinates");
    }
    BorchArray place = coordinates.slice(0, 0, 1);
    for (int i = 1; i < depth; i++) {
      place = place.mul(shape.get(i)).add(coordinates.slice(0, i, i + 1));
    }
    Shape rows = new Shape(shape.slice(0, depth).size()).addAll(shape.slice(depth));
    return reshape(rows).take(place.squeeze(0), 0);
  }

  @Override
  public BorchArray take(NDManager manager, NDArray index) {
    return flatten().take(index, 0);
  }

  /** Other values at places of the flattened array. */
  @Override
  public BorchArray put(NDArray index, NDArray value) {
    return flatten().scatter(index.flatten(), value.flatten(), 0).reshape(getShape());
  }

  @Override
  public BorchArray scatter(NDArray index, NDArray value, int axis) {
    List<BorchArray> both = DataTypes.promoted(List.of(self(), BorchArray.wrap(value)));
    return both.get(0)
        .apply(new PutAlong(axis(axis)), BorchArray.wrap(index).indices(), both.get(1));
  }

  @Override
  public boolean contentEquals(Number number) {
    return contentEquals(BorchArray.constant(number, getDataType()));
  }

  @Override
  public boolean contentEquals(NDArray other) {
    BorchArray that = BorchArray.wrap(other);
    return getShape().equals(that.getShape())
        && getDataType() == that.getDataType()
        && Arrays.equals(toByteArray(), that.toByteArray());
  }
}
