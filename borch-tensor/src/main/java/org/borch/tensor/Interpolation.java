package org.borch.tensor;

import ai.djl.ndarray.types.Shape;

/**
 * Images of another size: along each spatial axis a product with a constant matrix, which holds
 * what each element of the result takes from each element of the image. Pixels are squares whose
 * corners are aligned.
 */
enum Interpolation {
  NEAREST,
  LINEAR,
  AREA,
  CUBIC;

  /** Keys' parameter of the cubic kernel, PyTorch's choice. */
  private static final double SHARPNESS = -0.75;

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
    double centre = (i + 0.5) * length / size - 0.5;
    switch (this) {
      case NEAREST -> add(weights, (int) ((long) i * length / size), i, length, size, 1);
      case LINEAR -> {
        double place = Math.max(0, centre);
        int below = (int) place;
        add(weights, below, i, length, size, 1 - (place - below));
        add(weights, below + 1, i, length, size, place - below);
      }
      case AREA -> {
        int begin = (int) ((long) i * length / size);
        int end = (int) (((long) (i + 1) * length + size - 1) / size);
        for (int j = begin; j < end; j++) {
          add(weights, j, i, length, size, 1.0 / (end - begin));
        }
      }
      case CUBIC -> {
        int below = (int) Math.floor(centre);
        for (int j = -1; j <= 2; j++) {
          add(weights, below + j, i, length, size, cubic(Math.abs(centre - below - j)));
        }
      }
    }
  }

  /** Elements beyond the edge are the edge's. */
  private static void add(double[] weights, int j, int i, int length, int size, double weight) {
    weights[Math.max(0, Math.min(length - 1, j)) * size + i] += weight;
  }

  private static double cubic(double distance) {
    double x = distance;
    return x <= 1
        ? ((SHARPNESS + 2) * x - (SHARPNESS + 3)) * x * x + 1
        : SHARPNESS * (((x - 5) * x + 8) * x - 4);
  }
}
