package org.borch.test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.borch.distributions.constraint.Constraint;
import org.borch.tensor.BorchArray;

/** Assertions on arrays: shape, values, support. */
public final class ArrayAssert extends AbstractAssert<ArrayAssert, NDArray> {

  ArrayAssert(NDArray array) {
    super(array, ArrayAssert.class);
    isNotNull();
  }

  /** The shape is this one. */
  public ArrayAssert hasShape(long... expected) {
    Shapes.differ("the array", actual.getShape(), new Shape(expected)).ifPresent(this::fail);
    return this;
  }

  /** Every element is a number, not NaN or infinite. */
  public ArrayAssert isFinite() {
    double[] values = values();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        fail(
            Note.of("the array has an element that is no number")
                .expected("NaN and infinity nowhere")
                .found(values[i] + " at place " + i + " of " + values.length)
                .cause("an overflow, or a logarithm or root outside of its domain"));
      }
    }
    return this;
  }

  /**
   * The elements are these, row-major, each up to a relative and absolute difference.
   *
   * @param tolerance for elements below 1 in absolute value the difference, above it the relative
   *     one
   */
  public ArrayAssert hasValues(double tolerance, double... expected) {
    double[] values = values();
    if (values.length != expected.length) {
      fail(
          Note.of("the array has another size")
              .expected(expected.length + " elements")
              .found(actual.getShape()));
    }
    for (int i = 0; i < values.length; i++) {
      if (!isClose(values[i], expected[i], tolerance)) {
        fail(
            Note.of("element " + i + " of the array is not as expected")
                .expected(expected[i])
                .found(values[i])
                .line("tolerance", tolerance)
                .line("all elements", Arrays.toString(values)));
      }
    }
    return this;
  }

  /** Every value lies in a set, such as a distribution's {@code support()}. */
  public ArrayAssert isIn(Constraint set) {
    double[] inside = BorchArray.wrap(set.check(actual)).values();
    long outside = Arrays.stream(inside).filter(x -> x == 0).count();
    if (outside > 0) {
      fail(
          Note.of("the array has values outside of the set")
              .expected(set.description())
              .found(outside + " of " + inside.length + " values lie outside")
              .line("values", Arrays.toString(values())));
    }
    return this;
  }

  private double[] values() {
    return BorchArray.wrap(actual).values();
  }

  static boolean isClose(double found, double expected, double tolerance) {
    return found == expected
        || Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
  }

  private void fail(Note note) {
    failWithMessage("%s", note);
  }
}
