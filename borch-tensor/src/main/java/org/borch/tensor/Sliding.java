package org.borch.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How a window slides over the spatial axes of an array, one, two or three of them.
 *
 * @param stride steps between neighbouring windows
 * @param padding elements added on both sides of each axis
 * @param dilation steps between neighbouring elements of a window
 */
record Sliding(List<Long> stride, List<Long> padding, List<Long> dilation) {

  static final int MOST_AXES = 3;

  Sliding {
    int axes = stride.size();
    boolean valid =
        axes >= 1
            && axes <= MOST_AXES
            && padding.size() == axes
            && dilation.size() == axes
            && stride.stream().allMatch(step -> step > 0)
            && dilation.stream().allMatch(step -> step > 0)
            && padding.stream().allMatch(width -> width >= 0);
    if (!valid) {
      throw new IllegalArgumentException(
          "a window with stride "
              + stride
              + ", padding "
              + padding
              + " and dilation "
              + dilation
              + ", expected one number for each of one to three spatial axes: positive strides and"
              + " dilations, no negative padding");
    }
  }

  static Sliding of(Shape stride, Shape padding, Shape dilation) {
    return new Sliding(sizes(stride), sizes(padding), sizes(dilation));
  }

  /** A window without gaps. */
  static Sliding of(Shape stride, Shape padding) {
    return of(stride, padding, new Shape(ones(stride.dimension())));
  }

  static List<Long> sizes(Shape shape) {
    return Arrays.stream(shape.getShape()).boxed().toList();
  }

  private static long[] ones(int length) {
    long[] result = new long[length];
    Arrays.fill(result, 1);
    return result;
  }

  int axes() {
    return stride.size();
  }

  /** How many windows of a shape fit along each axis. */
  Shape windows(Shape input, Shape window) {
    long[] sizes = new long[axes()];
    for (int i = 0; i < sizes.length; i++) {
      long reach = dilation.get(i) * (window.get(i) - 1) + 1;
      long room = input.get(i) + 2 * padding.get(i) - reach;
      sizes[i] = room < 0 ? 0 : room / stride.get(i) + 1;
    }
    return new Shape(sizes);
  }

  /** The same with three axes, the first of them without extent. */
  Sliding spatial() {
    return new Sliding(led(stride, 1), led(padding, 0), led(dilation, 1));
  }

  private static List<Long> led(List<Long> list, long lead) {
    List<Long> all = new java.util.ArrayList<>(Collections.nCopies(MOST_AXES - list.size(), lead));
    all.addAll(list);
    return List.copyOf(all);
  }

  /** Three sizes: those of the spatial axes, with ones before them. */
  static int[] spatial(Shape sizes) {
    int[] result = new int[MOST_AXES];
    Arrays.fill(result, 1);
    int lead = MOST_AXES - sizes.dimension();
    for (int i = 0; i < sizes.dimension(); i++) {
      result[lead + i] = Math.toIntExact(sizes.get(i));
    }
    return result;
  }

  static int[] numbers(List<Long> list) {
    return list.stream().mapToInt(Math::toIntExact).toArray();
  }
}
