package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A primitive with inputs on which {@link PrimitiveContractTest} tries it.
 *
 * @param prepare makes the first input valid, such as a positive definite matrix of any matrix;
 *     derivatives are taken through it
 */
public record PrimitiveCase(
    String name,
    Primitive primitive,
    Derivative derivative,
    List<Input> inputs,
    UnaryOperator<BorchArray> prepare) {

  /** What the derivative with respect to the floating inputs is. */
  public enum Derivative {
    /** Of any order, the limit of difference quotients. */
    SMOOTH,
    /** The limit of difference quotients; that of some derivatives is refused. */
    ONCE,
    /** Zero, by definition or because the function is a step. */
    ZERO,
    /** Once, and not that of the drawn path; tested with the draws. */
    IMPLICIT,
    /** That of a product by which zeros are left alone: {@link GuardTest} tries it. */
    STOPPED,
    /** Refused with an explanation. */
    REFUSED
  }

  /** An input of a fixed type, or of the type of the run. */
  public record Input(Shape shape, DataType fixed, double[] values) {

    BorchArray as(DataType run) {
      DataType type = fixed == null ? run : fixed;
      if (type == DataType.BOOLEAN) {
        boolean[] truths = new boolean[values.length];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = values[i] != 0;
        }
        return BorchArray.of(shape, truths);
      }
      return BorchArray.of(shape, values).hostCast(type);
    }
  }

  public static PrimitiveCase row(
      String name, Primitive primitive, Derivative derivative, Input... inputs) {
    return new PrimitiveCase(name, primitive, derivative, List.of(inputs), x -> x);
  }

  public static PrimitiveCase smooth(String name, Primitive primitive, Input... inputs) {
    return row(name, primitive, Derivative.SMOOTH, inputs);
  }

  public static PrimitiveCase step(String name, Primitive primitive, Input... inputs) {
    return row(name, primitive, Derivative.ZERO, inputs);
  }

  PrimitiveCase preparedBy(UnaryOperator<BorchArray> operation) {
    return new PrimitiveCase(name, primitive, derivative, inputs, operation);
  }

  public static Input floats(Shape shape, double... values) {
    return new Input(shape, null, values);
  }

  public static Input typed(DataType type, Shape shape, double... values) {
    return new Input(shape, type, values);
  }

  /** Distinct values of both signs, none of them near a kink or a tie. */
  public static Input spread(long... shape) {
    int size = Math.toIntExact(new Shape(shape).size());
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = 1.7 * Math.sin(2.3 * i + 0.7) + 0.013 * i;
    }
    return floats(new Shape(shape), values);
  }

  /** The inputs, not yet prepared. */
  List<BorchArray> arrays(DataType run) {
    List<BorchArray> arrays = new ArrayList<>();
    inputs.forEach(input -> arrays.add(input.as(run)));
    return arrays;
  }

  /** The primitive's result for inputs that are not yet prepared. */
  BorchArray run(List<BorchArray> unprepared) {
    return BorchArray.apply(primitive, prepared(unprepared));
  }

  List<BorchArray> prepared(List<BorchArray> unprepared) {
    List<BorchArray> arrays = new ArrayList<>(unprepared);
    if (!arrays.isEmpty()) {
      arrays.set(0, prepare.apply(arrays.get(0)));
    }
    return arrays;
  }

  /** Shapes and types of the inputs in a run in float64. */
  List<Spec> specs() {
    return inputs.stream().map(input -> input.as(DataType.FLOAT64).spec()).toList();
  }

  /** Whether the result is of floating type, so that it can have derivatives. */
  boolean isFloating() {
    return primitive.output(specs()).type().isFloating();
  }

  /** The places of the inputs of floating type. */
  List<Integer> floating() {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).fixed() == null || inputs.get(i).fixed().isFloating()) {
        places.add(i);
      }
    }
    return places;
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(inputs.stream().map(Input::shape).toArray());
  }
}
