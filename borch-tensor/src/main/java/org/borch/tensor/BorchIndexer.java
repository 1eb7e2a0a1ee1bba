package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.index.full.NDIndexFullPick;
import ai.djl.ndarray.index.full.NDIndexFullSlice;
import ai.djl.ndarray.index.full.NDIndexFullTake;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** DJL's index expressions on borch's arrays. */
final class BorchIndexer extends NDArrayIndexer {

  private static List<Long> list(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Override
  public NDArray get(NDArray array, NDIndexFullPick fullPick) {
    BorchArray from = BorchArray.wrap(array);
    BorchArray index = BorchArray.wrap(fullPick.getIndices());
    Shape shape = from.getShape();
    int missing = shape.dimension() - index.getShape().dimension();
    // A shorter index stands beside the axes that it matches; the others keep size 1.
    for (int i = 0; i < missing; i++) {
      if (index.getShape().equals(shape.slice(i, i + index.getShape().dimension()))) {
        Shape ones = new Shape(new long[missing - i]);
        long[] after = new long[ones.dimension()];
        Arrays.fill(after, 1);
        long[] before = new long[i];
        Arrays.fill(before, 1);
        index = index.reshape(new Shape(before).addAll(index.getShape()).addAll(new Shape(after)));
        break;
      }
    }
    return from.gather(index, fullPick.getAxis());
  }

  @Override
  public NDArray get(NDArray array, NDIndexFullTake fullTake) {
    return BorchArray.wrap(array).take(fullTake.getIndices(), fullTake.getAxis());
  }

  @Override
  public NDArray get(NDArray array, NDIndexFullSlice fullSlice) {
    return slice(BorchArray.wrap(array), fullSlice).reshape(fullSlice.getSqueezedShape());
  }

  private static BorchArray slice(BorchArray array, NDIndexFullSlice slice) {
    if (slice.getShape().equals(array.getShape())) {
      return array;
    }
    for (long step : slice.getStep()) {
      if (step <= 0) {
        throw new IllegalArgumentException(
            "slice with step " + step + ", expected a positive step; use flip to reverse");
      }
    }
    return array.apply(
        new Rearrangement.Slice(list(slice.getMin()), list(slice.getMax()), list(slice.getStep())));
  }

  @Override
  public void set(NDArray array, NDIndexFullSlice fullSlice, NDArray value) {
    BorchArray whole = BorchArray.wrap(array);
    BorchArray part =
        BorchArray.wrap(value)
            .toType(whole.getDataType(), false)
            .broadcast(fullSlice.getSqueezedShape())
            .reshape(fullSlice.getShape());
    Rearrangement.Place place =
        new Rearrangement.Place(
            list(fullSlice.getMin()),
            list(fullSlice.getMax()),
            list(fullSlice.getStep()),
            whole.getShape());
    BorchArray inside = BorchArray.full(part.getShape(), 1, DataType.BOOLEAN).apply(place);
    whole.rebind(BorchArray.apply(Where.INSTANCE, List.of(inside, part.apply(place), whole)));
  }

  @Override
  public void set(NDArray array, NDIndexFullSlice fullSlice, Number value) {
    set(array, fullSlice, BorchArray.wrap(array).number(value));
  }
}
