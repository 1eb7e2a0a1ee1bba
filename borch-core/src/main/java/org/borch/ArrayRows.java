package org.borch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * Rows of an array, or of the arrays in a list or record.
 *
 * @param <I> the module's input
 */
final class ArrayRows<I> implements RowSource<I> {

  private final I input;
  private final long size;

  ArrayRows(I input) {
    List<Long> sizes = new ArrayList<>();
    this.input =
        map(
            input,
            array -> {
              sizes.add(rows(array));
              return BorchArray.wrap(array);
            });
    if (sizes.isEmpty() || sizes.stream().distinct().count() > 1 || sizes.get(0) < 1) {
      throw new IllegalArgumentException(
          "minibatches of arrays with "
              + sizes
              + " rows, expected the same number in each, at"
              + " least 1");
    }
    this.size = sizes.get(0);
  }

  @SuppressWarnings("unchecked") // the same class with other arrays
  private static <I> I map(I input, UnaryOperator<NDArray> function) {
    return (I) Objects.requireNonNull(Inputs.map(input, function));
  }

  /** The length of the first axis. */
  static long rows(NDArray array) {
    if (array.getShape().dimension() == 0) {
      throw new IllegalArgumentException(
          "minibatches of an array of shape (), expected a first axis that counts rows; keep"
              + " single numbers as Java values in a record");
    }
    return array.getShape().get(0);
  }

  /** The rows of an index, without copying if these are all, which are then in order. */
  static NDArray take(NDArray array, NDArray index, long size) {
    return index.size() == size ? array : ArrayMath.take(array, index, 0);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Selection<I> select(NDArray index) {
    return new Selection<>(map(input, array -> take(array, index, size)), List.of());
  }
}
