package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Derivatives of functions of arrays, in reverse mode. The functions nest (the gradient of a
 * gradient is the second derivative), are independent of each other, and run in any thread.
 */
public final class Autodiff {

  /** The value of a function and its derivative with respect to each argument. */
  public record ValueAndGradient(NDArray value, List<NDArray> gradient) {}

  private Autodiff() {}

  /**
   * The gradient of a scalar function.
   *
   * @return a function from x to the derivative at x, of x's shape
   */
  public static UnaryOperator<NDArray> grad(UnaryOperator<NDArray> function) {
    return at ->
        valueAndGrad(arguments -> function.apply(arguments.get(0)), List.of(at)).gradient().get(0);
  }

  /**
   * Value and gradient of a scalar function of several arrays.
   *
   * @throws IllegalArgumentException if the function's result is not a scalar
   */
  public static ValueAndGradient valueAndGrad(
      Function<List<NDArray>, NDArray> function, List<? extends NDArray> at) {
    try (Tape tape = new Tape()) {
      List<BorchArray> leaves = new ArrayList<>(at.size());
      at.forEach(argument -> leaves.add(tape.watch(BorchArray.wrap(argument))));
      BorchArray value = requireScalar(BorchArray.wrap(function.apply(List.copyOf(leaves))));
      BorchArray seed = BorchArray.full(value.getShape(), 1, value.getDataType());
      List<NDArray> gradient = List.copyOf(tape.gradient(value, seed, leaves));
      return new ValueAndGradient(tape.lower(value), gradient);
    }
  }

  /**
   * The vector-Jacobian product of a function with an array result.
   *
   * @param cotangent of the result's shape
   * @return value and, for each argument, the product of the cotangent and the Jacobian
   */
  public static ValueAndGradient vjp(
      Function<List<NDArray>, NDArray> function, List<? extends NDArray> at, NDArray cotangent) {
    try (Tape tape = new Tape()) {
      List<BorchArray> leaves = new ArrayList<>(at.size());
      at.forEach(argument -> leaves.add(tape.watch(BorchArray.wrap(argument))));
      BorchArray value = BorchArray.wrap(function.apply(List.copyOf(leaves)));
      if (!value.getShape().equals(cotangent.getShape())) {
        throw new IllegalArgumentException(
            "cotangent of shape "
                + cotangent.getShape()
                + ", expected the result's shape "
                + value.getShape());
      }
      List<NDArray> gradient =
          List.copyOf(tape.gradient(value, BorchArray.wrap(cotangent), leaves));
      return new ValueAndGradient(tape.lower(value), gradient);
    }
  }

  static BorchArray requireScalar(BorchArray value) {
    if (value.size() != 1 || !value.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "the derivative of a result of type "
              + value.spec()
              + ", expected a floating scalar; sum it first");
    }
    return value;
  }
}
