package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The inputs of a primitive for many elements: mapped ones hold all along a new first axis. */
final class Batch {

  private final long size;
  private final boolean[] mapped;
  private final List<BorchArray> inputs;

  Batch(long size, boolean[] mapped, List<BorchArray> inputs) {
    this.size = size;
    this.mapped = mapped;
    this.inputs = inputs;
  }

  long size() {
    return size;
  }

  boolean isMapped(int input) {
    return mapped[input];
  }

  /** The input as it is: with the first axis if it is mapped. */
  BorchArray get(int input) {
    return inputs.get(input);
  }

  /** Shape and type of the input for one element. */
  Spec spec(int input) {
    Spec spec = inputs.get(input).spec();
    return mapped[input] ? spec.with(spec.shape().slice(1)) : spec;
  }

  /** The dimensions of the input for one element. */
  int rank(int input) {
    return inputs.get(input).getShape().dimension() - (mapped[input] ? 1 : 0);
  }

  /** The input with the first axis, repeated along it if it is the same for all. */
  BorchArray whole(int input) {
    BorchArray array = inputs.get(input);
    return mapped[input] ? array : array.broadcast(new Shape(size).addAll(array.getShape()));
  }

  /**
   * The input such that it broadcasts with others of a rank: a mapped one gets axes of size 1 after
   * the first.
   */
  BorchArray aligned(int input, int rank) {
    BorchArray array = inputs.get(input);
    int missing = rank - rank(input);
    if (!mapped[input] || missing <= 0) {
      return array;
    }
    long[] ones = new long[missing];
    Arrays.fill(ones, 1);
    return array.reshape(new Shape(size).addAll(new Shape(ones)).addAll(array.getShape().slice(1)));
  }

  /** All inputs aligned, so that elements broadcast with elements. */
  List<BorchArray> aligned() {
    int rank = 0;
    for (int i = 0; i < mapped.length; i++) {
      rank = Math.max(rank, rank(i));
    }
    List<BorchArray> result = new ArrayList<>(mapped.length);
    for (int i = 0; i < mapped.length; i++) {
      result.add(aligned(i, rank));
    }
    return result;
  }

  /**
   * All inputs aligned, with the types of two of them promoted as they are for one element: a
   * mapped scalar is a vector, which would widen the other one.
   */
  List<BorchArray> promoted(int first, int second) {
    List<BorchArray> result = aligned();
    DataType type = DataTypes.promote(spec(first), spec(second));
    if (DataTypes.promote(get(first).spec(), get(second).spec()) != type) {
      result.set(first, result.get(first).toType(type, false));
      result.set(second, result.get(second).toType(type, false));
    }
    return result;
  }

  /** The results of the primitive for one element after the other. */
  BorchArray loop(Primitive primitive) {
    List<BorchArray> results = new ArrayList<>();
    for (long element = 0; element < size; element++) {
      List<BorchArray> arguments = new ArrayList<>(mapped.length);
      for (int i = 0; i < mapped.length; i++) {
        BorchArray input = inputs.get(i);
        arguments.add(
            mapped[i]
                ? input.slice(0, element, element + 1).reshape(input.getShape().slice(1))
                : input);
      }
      results.add(BorchArray.apply(primitive, arguments));
    }
    return ShapedArray.join(results, 0);
  }
}
