package org.borch.tensor;

import ai.djl.ndarray.types.Shape;

/**
 * Images of another size: along each spatial axis a product with a constant matrix, which holds
 * what each element of the result takes from each element of the image. Pixels are squares whose
 * corners are aligned; where the image shrinks, filters widen, so that no element is passed over.
 */
enum Interpolation {
  NEAREST,
  LINEAR,
  AREA,
  CUBIC;

  /** Keys' parameter of the cubic filter (1981), with which it is of third order. */
  private static final double SHARPNESS = -0.5;

  /** DJL's number of a kind of interpolation. */
  static Interpolation of(int mode) {
    if (mode < 0 || mode >= values().length) {
      throw new IllegalArgumentException(
          "interpolation of kind "
              + mode
              + ", expected 0 (nearest), 1 (bilinear), 2 (area) or 3 (bicubic)");
    }
    return values()[mode];
  }

  /** Images {@code [rows, channels, ...]} with spatial axes of other sizes. */
  BorchArray apply(BorchArray images, long[] size) {
    if (images.getShape().dimension() != size.length + 2) {
      throw new IllegalArgumentException(
          "interpolation of "
              + images.getShape()
              + " to "
              + new Shape(size)
              + ", expected images [rows, channels, ...] with as many spatial axes");
    }
    BorchArray result = images;
    for (int i = 0; i < size.length; i++) {
      result = along(result, i + 2, Math.toIntExact(size[i]));
    }
    return result;
  }

  private BorchArray along(BorchArray images, int axis, int size) {
    int length = Math.toIntExact(images.getShape().get(axis));
    int last = images.getShape().dimension() - 1;
    double[] weights = new double[length * size];
    for (int i = 0; i < size; i++) {
      fill(weights, i, length, size);
    }
    BorchArray matrix =
        BorchArray.of(new Spec(new Shape(length, size), images.getDataType()), weights);
    return axis == last
        ? images.matMul(matrix)
        : images.swapAxes(axis, last).matMul(matrix).swapAxes(axis, last);
  }

  /** Column i: what element i of the result takes from each element of the image. */
  private void fill(double[] weights, int i, int length, int size) {
    double scale = (double) length / size;
    double centre = (i + 0.5) * scale;
    switch (this) {
      case NEAREST -> weights[(int) ((long) i * length / size) * size + i] = 1;
      case AREA -> {
        int begin = (int) ((long) i * length / size);
        int end = (int) (((long) (i + 1) * length + size - 1) / size);
        for (int j = begin; j < end; j++) {
          weights[j * size + i] = 1.0 / (end - begin);
        }
      }
      case LINEAR, CUBIC -> {
        double width = Math.max(scale, 1);
        double reach = (this == LINEAR ? 1 : 2) * width;
        int begin = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(length, (int) (centre + reach + 0.5));
        double total = 0;
        for (int j = begin; j < end; j++) {
          total += filter(Math.abs(j + 0.5 - centre) / width);
        }
        for (int j = begin; j < end; j++) {
          weights[j * size + i] = filter(Math.abs(j + 0.5 - centre) / width) / total;
        }
      }
    }
  }

  private double filter(double distance) {
    double x = distance;
    if (this == LINEAR) {
      return Math.max(0, 1 - x);
    }
    return x < 1
        ? ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1
        : x < 2 ? SHARPNESS * (((x - 5) * x + 8) * x - 4) : 0;
  }
}
