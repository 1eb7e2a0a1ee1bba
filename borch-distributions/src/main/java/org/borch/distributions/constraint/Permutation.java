package org.borch.distributions.constraint;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;

/**
 * Vectors that have each of the numbers 0, 1, ..., size - 1 once.
 *
 * @param size the vectors' length
 */
public record Permutation(int size) implements Constraint {

  @Override
  public String description() {
    return "each of the numbers 0 to " + (size - 1) + " once";
  }

  @Override
  public NDArray check(NDArray value) {
    double[] numbers = IntStream.range(0, size).asDoubleStream().toArray();
    NDArray wanted = ArrayMath.cast(BorchArray.of(numbers), value.getDataType());
    NDArray equal = value.expandDims(-1).eq(wanted); // [..., place, number]
    NDArray counts = ArrayMath.cast(equal, value.getDataType()).sum(new int[] {-2});
    return Events.all(counts.eq(1), 1);
  }

  @Override
  public int eventRank() {
    return 1;
  }

  @Override
  public boolean isDiscrete() {
    return true;
  }

  @Override
  public double lowest() {
    return 0;
  }

  @Override
  public double highest() {
    return size - 1;
  }
}
