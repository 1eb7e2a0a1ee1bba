package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** What is known of an array before it is computed: its shape and data type. */
public record Spec(Shape shape, DataType type) {

  /** The same type with another shape. */
  public Spec with(Shape other) {
    return new Spec(other, type);
  }

  /** The same shape with another type. */
  public Spec with(DataType other) {
    return new Spec(shape, other);
  }

  /** The number of elements. */
  public int size() {
    return Math.toIntExact(shape.size());
  }

  @Override
  public String toString() {
    return type.name().toLowerCase(java.util.Locale.ROOT) + shape;
  }
}
