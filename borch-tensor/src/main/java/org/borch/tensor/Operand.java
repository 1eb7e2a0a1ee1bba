package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A number or an array, as the parameter of a distribution. A number stays one until it meets an
 * array: it decides neither data type nor device.
 */
public final class Operand {

  private final double number;
  private final Shape shape;
  private final @Nullable BorchArray array;

  private Operand(double number, Shape shape, @Nullable BorchArray array) {
    this.number = number;
    this.shape = shape;
    this.array = array;
  }

  /** A number, of shape (). */
  public static Operand of(double number) {
    return new Operand(number, new Shape(), null);
  }

  /** An array. */
  public static Operand of(NDArray array) {
    return new Operand(Double.NaN, array.getShape(), BorchArray.wrap(array));
  }

  /** Whether this is a number (perhaps repeated to a shape). */
  public boolean isNumber() {
    return array == null;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException if this is an array
   */
  public double number() {
    if (array != null) {
      throw new IllegalStateException("an array of shape " + shape + ", expected a number");
    }
    return number;
  }

  /**
   * The array.
   *
   * @throws IllegalStateException if this is a number
   */
  public NDArray array() {
    if (array == null) {
      throw new IllegalStateException("the number " + number + ", expected an array");
    }
    return array;
  }

  /** The array's shape; () for a number that was not expanded. */
  public Shape shape() {
    return shape;
  }

  /** The same value repeated to a shape to which this one broadcasts. */
  public Operand expand(Shape target) {
    if (target.equals(shape)) {
      return this;
    }
    if (!Shapes.broadcastsTo(shape, target)) {
      throw new IllegalArgumentException(
          "parameter of shape " + shape + " does not expand to " + target);
    }
    return array == null ? new Operand(number, target, null) : of(array.broadcast(target));
  }

  /** An array of {@code x}'s data type: this one, cast if need be, or the number as a constant. */
  public NDArray like(NDArray x) {
    return as(x.getDataType());
  }

  /** An array of a type: this one, cast if it is of another, or the number as a constant. */
  public NDArray as(DataType type) {
    return array == null ? BorchArray.full(shape, number, type) : array.toType(type, false);
  }

  /** Whether both are the same number of one shape, or the same array object. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Operand that
        && array == that.array
        && shape.equals(that.shape)
        && Double.compare(number, that.number) == 0;
  }

  @Override
  public int hashCode() {
    return array == null ? 31 * shape.hashCode() + Double.hashCode(number) : array.hashCode();
  }

  /** The number, or the array's shape; reads no values. */
  @Override
  public String toString() {
    return array != null ? "array of shape " + shape : trimmed(number);
  }

  private static String trimmed(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
