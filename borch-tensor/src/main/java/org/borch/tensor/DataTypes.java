package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import java.util.List;

/** Which data type a result has. */
final class DataTypes {

  private static final List<DataType> ORDER =
      List.of(
          DataType.BOOLEAN,
          DataType.UINT8,
          DataType.INT8,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT16,
          DataType.FLOAT32,
          DataType.FLOAT64);

  private DataTypes() {}

  /**
   * The engine refuses or, worse, aborts the process on other types, so they are turned away here.
   *
   * @throws IllegalArgumentException if arrays of this type cannot be held
   */
  static DataType requireSupported(DataType type) {
    if (!ORDER.contains(type)) {
      throw new IllegalArgumentException(
          "data type " + type + ", expected one of " + ORDER + "; convert the data first");
    }
    return type;
  }

  /** The type of a result of two arrays, by the engine's rules: a scalar never widens an array. */
  static DataType promote(Spec a, Spec b) {
    if (a.type() == b.type()) {
      return a.type();
    }
    boolean scalarA = a.shape().dimension() == 0;
    boolean scalarB = b.shape().dimension() == 0;
    if (scalarA != scalarB && category(a.type()) == category(b.type())) {
      return scalarA ? b.type() : a.type();
    }
    if (category(a.type()) != category(b.type())) {
      return category(a.type()) > category(b.type()) ? a.type() : b.type();
    }
    return ORDER.indexOf(a.type()) > ORDER.indexOf(b.type()) ? a.type() : b.type();
  }

  /** The type of a result of several arrays. */
  static DataType promote(List<BorchArray> arrays) {
    Spec result = arrays.get(0).spec();
    for (BorchArray array : arrays) {
      Spec next = array.spec();
      boolean wider = next.shape().dimension() > result.shape().dimension();
      result = (wider ? next : result).with(promote(result, next));
    }
    return result.type();
  }

  /** The arrays in the one type that a result of them has. */
  static List<BorchArray> promoted(List<BorchArray> arrays) {
    DataType type = promote(arrays);
    return arrays.stream().map(array -> array.toType(type, false)).toList();
  }

  /** The type in which a number meets an array: the array's, unless it would lose the fraction. */
  static DataType ofNumber(Number number, DataType array) {
    boolean whole = number instanceof Integer || number instanceof Long || number instanceof Short;
    return array.isFloating() || (whole && array != DataType.BOOLEAN)
        ? array
        : whole ? DataType.INT64 : DataType.FLOAT32;
  }

  private static int category(DataType type) {
    return type.isFloating() ? 2 : type == DataType.BOOLEAN ? 0 : 1;
  }
}
