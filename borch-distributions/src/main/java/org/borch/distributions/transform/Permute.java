package org.borch.distributions.transform;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Constraint;
import org.borch.distributions.constraint.Constraints;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * The elements of a real vector in another order: x[i] = u[order[i]].
 *
 * @param order each of 0 to d - 1 once
 */
public record Permute(List<Integer> order) implements Bijector {

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if a place is missing or there twice
   */
  public Permute {
    order = List.copyOf(order);
    int[] sorted = order.stream().mapToInt(Integer::intValue).sorted().toArray();
    if (!Arrays.equals(sorted, IntStream.range(0, sorted.length).toArray())) {
      throw new IllegalArgumentException(
          "Permute got " + order + ", expected each of 0 to " + (order.size() - 1) + " once");
    }
  }

  /** From the last to the first. */
  public static Permute reversed(int size) {
    return new Permute(IntStream.range(0, size).mapToObj(i -> size - 1 - i).toList());
  }

  @Override
  public NDArray forward(NDArray u) {
    return taken(u, order.stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public NDArray inverse(NDArray x) {
    long[] places = new long[order.size()];
    for (int i = 0; i < places.length; i++) {
      places[order.get(i)] = i;
    }
    return taken(x, places);
  }

  private static NDArray taken(NDArray from, long[] places) {
    return ArrayMath.take(from, BorchArray.of(new Shape(places.length), places), -1);
  }

  @Override
  public NDArray logAbsDetJacobian(NDArray u, NDArray x) {
    return BorchArray.full(Shapes.dropLast(x.getShape(), 1), 0, x.getDataType());
  }

  @Override
  public Constraint domain() {
    return Constraints.realVector();
  }

  @Override
  public Constraint codomain() {
    return Constraints.realVector();
  }
}
