package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation that only the engine knows. It has no shape rule, so it ends a trace; its derivative
 * is the engine's, found by computing the operation once more with the engine's own recording on.
 *
 * @param name for error messages
 * @param reason why it has no shape rule
 * @param call on native arrays; must be a pure function of them
 */
record Opaque(String name, String reason, Function<NDArray[], NDArray> call) implements Primitive {

  static final String ENGINE = "it runs only on the engine";
  static final String COMPLEX =
      "it makes complex numbers or sparse arrays, which only the engine has";
  static final String SHAPE = "the shape of its result depends on values";
  static final String RANDOM =
      "it draws from the engine's own generator; draw from a Key or Noise instead";

  @Override
  public String label() {
    return name;
  }

  @Override
  public Spec output(List<Spec> inputs) {
    throw new TracingException("operation " + name + ": " + reason);
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return call.apply(inputs);
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    boolean[] needed = new boolean[inputs.size()];
    needed[input] = true;
    return derivatives(needed, cotangent, inputs, output).get(input);
  }

  @Override
  public List<@Nullable BorchArray> derivatives(
      boolean[] needed, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    List<@Nullable BorchArray> result =
        new ArrayList<>(Collections.nCopies(inputs.size(), (BorchArray) null));
    List<BorchArray> arguments = new ArrayList<>(inputs);
    arguments.add(cotangent);
    for (int i = 0; i < needed.length; i++) {
      if (needed[i] && inputs.get(i).getDataType().isFloating()) {
        result.set(i, BorchArray.apply(new Backward(this, i), arguments));
      }
    }
    return result;
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray total = null;
    for (int i = 0; i < inputs.size(); i++) {
      BorchArray direction = tangents.get(i);
      if (direction != null) {
        BorchArray part = pushed(i, direction, inputs, output);
        total = total == null ? part : total.add(part);
      }
    }
    return total;
  }

  /** The engine differentiates in reverse only: one pass for each element of the result. */
  private BorchArray pushed(
      int input, BorchArray direction, List<BorchArray> inputs, BorchArray output) {
    int results = output.spec().size();
    BorchArray units = BorchArray.wrap(LinearAlgebra.identity(results, output.getDataType()));
    List<BorchArray> arguments = new ArrayList<>(inputs);
    arguments.add(units.reshape(new Shape(results).addAll(output.getShape())));
    boolean[] mapped = new boolean[arguments.size()];
    mapped[inputs.size()] = true;
    BorchArray rows = new Batch(results, mapped, arguments).loop(new Backward(this, input));
    return rows.reshape(results, direction.size())
        .matMul(direction.flatten())
        .reshape(output.getShape());
  }

  /** The engine's derivative of an opaque operation; the last input is the cotangent. */
  record Backward(Opaque forward, int input) implements Primitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(input);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      NDArray[] arguments = java.util.Arrays.copyOf(inputs, inputs.length - 1);
      arguments[input] = NativeGradient.input(inputs[input]);
      NDArray output = NativeGradient.recorded(() -> forward.call.apply(arguments));
      NDArray cotangent = inputs[inputs.length - 1];
      return NativeGradient.of(output, new NDArray[] {arguments[input]}, cotangent)[0];
    }

    @Override
    public @Nullable BorchArray derivative(
        int argument, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      throw new UnsupportedOperationException(
          "second derivative of " + forward.name + ": the engine's own operations have one only");
    }
  }
}
