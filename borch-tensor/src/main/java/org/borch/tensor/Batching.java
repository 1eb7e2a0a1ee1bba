package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Functions of one element made functions of many: they compute what a loop over the elements would
 * compute, as one batched program. They nest, with each other and with {@link Autodiff}.
 */
public final class Batching {

  /** In place of an axis: the argument is not mapped, it is the same for all elements. */
  public static final int UNMAPPED = Integer.MIN_VALUE;

  private Batching() {}

  /**
   * The function for each row.
   *
   * @param function of one element; runs once, on an array that stands for all of them
   * @return from an array [size] + element to the results, [size] + result
   */
  public static UnaryOperator<NDArray> vmap(UnaryOperator<NDArray> function) {
    return all -> vmap(elements -> List.of(function.apply(elements.get(0))), List.of(all)).get(0);
  }

  /**
   * The results of a function of several arrays for all elements. A result that does not depend on
   * the element is repeated.
   *
   * @param function of one element; runs once, on arrays that stand for all of them
   * @param arguments arrays that hold the elements along an axis of one size
   * @param axes for each argument that axis, counted from the end if negative, or {@link
   *     #UNMAPPED}; none given: the first axis of every argument
   * @return each result along a new first axis
   * @throws IllegalArgumentException if no argument is mapped, or sizes differ
   * @throws TracingException if the function reads a value
   */
  public static List<NDArray> vmap(
      Function<List<NDArray>, List<NDArray>> function,
      List<? extends NDArray> arguments,
      int... axes) {
    if (axes.length != 0 && axes.length != arguments.size()) {
      throw new IllegalArgumentException(
          "vmap of "
              + arguments.size()
              + " arguments with axes "
              + Arrays.toString(axes)
              + ", expected one axis for each argument, or none");
    }
    int[] along = new int[arguments.size()];
    for (int i = 0; i < along.length; i++) {
      int axis = axes.length == 0 ? 0 : axes[i];
      along[i] = axis == UNMAPPED ? UNMAPPED : axis(i, axis, arguments.get(i).getShape());
    }
    try (Mapping mapping = new Mapping(size(arguments, along))) {
      List<NDArray> elements = new ArrayList<>(along.length);
      for (int i = 0; i < along.length; i++) {
        BorchArray argument = BorchArray.wrap(arguments.get(i));
        elements.add(along[i] == UNMAPPED ? argument : mapping.element(argument, along[i]));
      }
      List<NDArray> results = new ArrayList<>();
      for (NDArray result : function.apply(elements)) {
        results.add(mapping.collect(BorchArray.wrap(result)));
      }
      return List.copyOf(results);
    }
  }

  private static int axis(int argument, int axis, Shape shape) {
    int dimensions = shape.dimension();
    if (axis < -dimensions || axis >= dimensions) {
      throw new IllegalArgumentException(
          "vmap of argument "
              + argument
              + " of shape "
              + shape
              + " along axis "
              + axis
              + ", expected one of its axes, or UNMAPPED");
    }
    return axis < 0 ? axis + dimensions : axis;
  }

  private static long size(List<? extends NDArray> arguments, int[] along) {
    int first = -1;
    long size = 0;
    for (int i = 0; i < along.length; i++) {
      if (along[i] == UNMAPPED) {
        continue;
      }
      long found = arguments.get(i).getShape().get(along[i]);
      if (first < 0) {
        first = i;
        size = found;
      } else if (found != size) {
        throw new IllegalArgumentException(
            "vmap of argument "
                + first
                + " with "
                + size
                + " elements (axis "
                + along[first]
                + " of "
                + arguments.get(first).getShape()
                + ") and argument "
                + i
                + " with "
                + found
                + " (axis "
                + along[i]
                + " of "
                + arguments.get(i).getShape()
                + "), expected equal sizes");
      }
    }
    if (size == 0) {
      throw new IllegalArgumentException(
          first < 0
              ? "vmap of " + along.length + " arguments of which none is mapped, expected one axis"
              : "vmap along an axis of size 0, expected at least one element");
    }
    return size;
  }
}
