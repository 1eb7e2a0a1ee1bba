package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Derivatives of functions of arrays, in reverse mode ({@code grad}, {@code vjp}), in forward mode
 * ({@code jvp}), in both ({@code hvp}, {@code hessian}). They nest (the gradient of a gradient is
 * the second derivative), also with {@link Batching}; they are independent of each other, and run
 * in any thread, eagerly or while a function is traced.
 */
public final class Autodiff {

  /** The value of a function and its derivative with respect to each argument. */
  public record ValueAndGradient(NDArray value, List<NDArray> gradient) {}

  /** The value of a function and its derivative in a direction. */
  public record ValueAndTangent(NDArray value, NDArray tangent) {}

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

  /**
   * The Jacobian-vector product: the derivative of a function in a direction.
   *
   * @param directions one for each argument, of its shape and type
   * @return value and directional derivative, of the result's shape
   * @throws IllegalArgumentException if directions and arguments do not fit each other
   */
  public static ValueAndTangent jvp(
      Function<List<NDArray>, NDArray> function,
      List<? extends NDArray> at,
      List<? extends NDArray> directions) {
    try (Forward forward = new Forward()) {
      BorchArray value =
          requireFloating(BorchArray.wrap(function.apply(along(forward, at, directions))));
      return new ValueAndTangent(forward.value(value), forward.tangent(value));
    }
  }

  /** The Jacobian-vector product of a function of one array. */
  public static ValueAndTangent jvp(
      UnaryOperator<NDArray> function, NDArray at, NDArray direction) {
    return jvp(arguments -> function.apply(arguments.get(0)), List.of(at), List.of(direction));
  }

  /**
   * The product of the Hessian of a scalar function and a vector, at the cost of a few gradients.
   *
   * @param directions one for each argument, of its shape and type
   * @return for each argument the derivative of its gradient in the direction
   * @throws IllegalArgumentException if the function's result is not a scalar, or directions and
   *     arguments do not fit each other
   */
  public static List<NDArray> hvp(
      Function<List<NDArray>, NDArray> function,
      List<? extends NDArray> at,
      List<? extends NDArray> directions) {
    try (Forward forward = new Forward()) {
      List<NDArray> tangents = new ArrayList<>(at.size());
      for (NDArray slope : valueAndGrad(function, along(forward, at, directions)).gradient()) {
        tangents.add(forward.tangent(BorchArray.wrap(slope)));
      }
      return List.copyOf(tangents);
    }
  }

  /** The product of the Hessian of a scalar function of one array and a vector. */
  public static NDArray hvp(UnaryOperator<NDArray> function, NDArray at, NDArray direction) {
    return hvp(arguments -> function.apply(arguments.get(0)), List.of(at), List.of(direction))
        .get(0);
  }

  private static List<NDArray> along(
      Forward forward, List<? extends NDArray> at, List<? extends NDArray> directions) {
    if (at.size() != directions.size()) {
      throw new IllegalArgumentException(
          directions.size() + " directions for " + at.size() + " arguments, expected one each");
    }
    List<NDArray> arguments = new ArrayList<>(at.size());
    for (int i = 0; i < at.size(); i++) {
      arguments.add(forward.along(BorchArray.wrap(at.get(i)), BorchArray.wrap(directions.get(i))));
    }
    return List.copyOf(arguments);
  }

  /**
   * All derivatives of all elements of a function's result: rows in reverse mode or columns in
   * forward mode, whichever are fewer, all at once.
   *
   * @param function a pure function; it may run twice
   * @return a function from x to the Jacobian at x, of shape result + x
   */
  public static UnaryOperator<NDArray> jacobian(UnaryOperator<NDArray> function) {
    return at -> {
      BorchArray x = BorchArray.wrap(at);
      try (Tape tape = new Tape()) {
        BorchArray leaf = tape.watch(x);
        BorchArray value = requireFloating(BorchArray.wrap(function.apply(leaf)));
        if (value.size() <= x.size()) {
          NDArray rows = overUnits(value, unit -> tape.gradient(value, unit, List.of(leaf)).get(0));
          return rows.reshape(value.getShape().addAll(x.getShape()));
        }
      }
      return columns(function, x);
    };
  }

  /**
   * All second derivatives of a scalar function: the columns in forward mode over the gradient in
   * reverse mode, all at once.
   *
   * @return a function from x to the Hessian at x, of shape x + x
   */
  public static UnaryOperator<NDArray> hessian(UnaryOperator<NDArray> function) {
    return at -> columns(grad(function), BorchArray.wrap(at));
  }

  private static NDArray columns(UnaryOperator<NDArray> function, BorchArray x) {
    NDArray columns = overUnits(x, unit -> jvp(function, x, unit).tangent()); // x's size + result
    Shape result = columns.getShape().slice(1);
    return columns
        .reshape(x.size(), result.size())
        .transpose()
        .reshape(result.addAll(x.getShape()));
  }

  /** A function of each array of a shape and type that has one 1 and else 0, in order. */
  private static NDArray overUnits(BorchArray like, Function<BorchArray, NDArray> function) {
    int size = like.spec().size();
    NDArray units =
        LinearAlgebra.identity(size, like.getDataType())
            .reshape(new Shape(size).addAll(like.getShape()));
    return Batching.vmap(unit -> function.apply(BorchArray.wrap(unit))).apply(units);
  }

  private static BorchArray requireFloating(BorchArray value) {
    if (!value.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "the derivative of a result of type " + value.spec() + ", expected a floating type");
    }
    return value;
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
