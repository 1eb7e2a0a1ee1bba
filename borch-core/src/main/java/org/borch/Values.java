package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.borch.tensor.BorchArray;

/** Floating values in Java memory: where parameters start and what files hold. */
final class Values {

  private Values() {}

  /** An array of FLOAT32 or FLOAT64 in Java memory. */
  static NDArray of(Shape shape, double[] values, DataType type) {
    if (type == DataType.FLOAT64) {
      return BorchArray.of(shape, values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return BorchArray.of(shape, floats);
  }

  /** A part of a flat array in its own shape. */
  static NDArray part(double[] flat, long offset, Shape shape, DataType type) {
    int from = Math.toIntExact(offset);
    return of(shape, Arrays.copyOfRange(flat, from, from + Math.toIntExact(shape.size())), type);
  }

  /** Elements of a vector. */
  static NDIndex range(long offset, long size) {
    return new NDIndex().addSliceDim(offset, offset + size);
  }

  /** The elements of all arrays one after the other. */
  static NDArray concat(List<NDArray> arrays, DataType type) {
    int size = Math.toIntExact(arrays.stream().mapToLong(NDArray::size).sum());
    double[] flat = new double[size];
    int offset = 0;
    for (NDArray array : arrays) {
      double[] values = BorchArray.wrap(array).values();
      System.arraycopy(values, 0, flat, offset, values.length);
      offset += values.length;
    }
    return of(new Shape(size), flat, type);
  }

  /**
   * The values in Java memory and of a type.
   *
   * @throws IllegalArgumentException if the shape is not the expected one or a value is not finite
   */
  static NDArray finite(String what, NDArray array, Shape expected, DataType type) {
    if (!array.getShape().equals(expected)) {
      throw new IllegalArgumentException(
          what + ": initial value of shape " + array.getShape() + ", expected " + expected);
    }
    double[] values = BorchArray.wrap(array).values();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            what + ": value " + values[i] + " at element " + i + ", expected finite" + " numbers");
      }
    }
    return of(expected, values, type);
  }
}
