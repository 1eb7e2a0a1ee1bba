package org.borch.nn;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * How a kernel goes over the spatial axes of an image: all shapes have one number for each axis.
 *
 * @param kernel its size
 * @param stride how far from one place to the next
 * @param padding how many elements are added at each edge
 * @param dilation how far from one element of the kernel to the next
 */
record Window(Shape kernel, Shape stride, Shape padding, Shape dilation) {

  Window {
    int axes = kernel.dimension();
    require("kernel", kernel, axes, 1);
    require("stride", stride, axes, 1);
    require("padding", padding, axes, 0);
    require("dilation", dilation, axes, 1);
    if (axes < 1 || axes > 3) {
      throw new IllegalArgumentException(
          "kernel = " + kernel + ", expected 1 to 3 axes, such as new Shape(3, 3)");
    }
  }

  /** One step at a time, without padding. */
  static Window of(Shape kernel) {
    return new Window(kernel, all(kernel, 1), all(kernel, 0), all(kernel, 1));
  }

  private static Shape all(Shape kernel, long number) {
    long[] numbers = new long[kernel.dimension()];
    Arrays.fill(numbers, number);
    return new Shape(numbers);
  }

  private static void require(String what, Shape shape, int axes, long least) {
    boolean isRight = shape.dimension() == axes;
    for (int i = 0; i < shape.dimension(); i++) {
      isRight &= shape.get(i) >= least;
    }
    if (!isRight) {
      throw new IllegalArgumentException(
          what
              + " = "
              + shape
              + ", expected "
              + axes
              + " numbers of at least "
              + least
              + ", one for each axis of the kernel");
    }
  }

  int axes() {
    return kernel.dimension();
  }

  Window withStride(Shape other) {
    return new Window(kernel, other, padding, dilation);
  }

  Window withPadding(Shape other) {
    return new Window(kernel, stride, other, dilation);
  }

  Window withDilation(Shape other) {
    return new Window(kernel, stride, padding, other);
  }

  Window withoutPadding() {
    return withPadding(all(kernel, 0));
  }
}
