package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** Reading values on the host: numbers of any type as doubles and floats, whole ones as longs. */
abstract class ReadableArray extends EngineArray {

  /** One element as a double, whatever its type. */
  @Override
  public double getDouble(long... indices) {
    return element(indices);
  }

  /** One element rounded to a float, whatever its type. */
  @Override
  public float getFloat(long... indices) {
    return (float) element(indices);
  }

  /** One element of an integer or boolean type. */
  @Override
  public long getLong(long... indices) {
    return scalar(indices).toLongArray()[0];
  }

  private double element(long... indices) {
    return scalar(indices).values()[0];
  }

  /** Of an array in Java memory without the engine, which may not be there. */
  private BorchArray scalar(long... indices) {
    self().requireValues();
    if (!self().isHost()) {
      return BorchArray.wrap(self().getScalar(indices));
    }
    try (HostComputation host = HostComputation.open()) {
      return BorchArray.wrap(self().getScalar(indices));
    }
  }

  /** All elements as doubles, row-major, whatever their type. */
  @Override
  public double[] toDoubleArray() {
    return self().values();
  }

  /** All elements rounded to floats, row-major, whatever their type. */
  @Override
  public float[] toFloatArray() {
    float[] floats = new float[self().spec().size()];
    self().copyTo(floats);
    return floats;
  }

  /**
   * All elements of an array of an integer or boolean type, row-major.
   *
   * @throws IllegalStateException if its type is floating
   */
  @Override
  public long[] toLongArray() {
    DataType type = getDataType();
    if (type.isFloating()) {
      throw new IllegalStateException(
          "whole numbers of an array of type "
              + self().spec()
              + ", expected an integer or boolean type; convert it by toType(DataType.INT64, false)");
    }
    return type == DataType.INT64
        ? super.toLongArray()
        : Arrays.stream(self().values()).mapToLong(value -> (long) value).toArray();
  }
}
