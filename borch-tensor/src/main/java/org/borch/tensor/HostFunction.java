package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * A function of each element, with broadcasting, that the engine does not know: a scalar in Java
 * and its derivatives. All inputs have one type.
 */
interface HostFunction extends HostPrimitive {

  /** How many inputs there are. */
  int arity();

  /** How long one element takes, about. */
  default double nanoseconds() {
    return 500;
  }

  /** The value at one element of every input. */
  double at(double[] arguments);

  /** The derivative in an input, or null where it is 0. */
  @Nullable BorchArray slope(int input, List<BorchArray> in, BorchArray output);

  /** The function's value, of arguments promoted to one type. */
  static NDArray value(HostFunction function, NDArray... arguments) {
    List<BorchArray> wrapped = Stream.of(arguments).map(BorchArray::wrap).toList();
    DataType type =
        wrapped.stream()
            .map(BorchArray::spec)
            .reduce((a, b) -> a.with(DataTypes.promote(a, b)))
            .orElseThrow()
            .type();
    return BorchArray.apply(function, wrapped.stream().map(x -> x.toType(type, false)).toList());
  }

  @Override
  default Spec output(List<Spec> inputs) {
    Shape[] shapes = inputs.stream().map(Spec::shape).toArray(Shape[]::new);
    return inputs.get(0).with(Shapes.broadcast(shapes));
  }

  @Override
  default @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    BorchArray slope = slope(input, inputs, output);
    return slope == null ? null : cotangent.through(slope).sumTo(inputs.get(input).getShape());
  }

  @Override
  default BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return BorchArray.apply(this, new Batch(size, mapped, inputs).aligned());
  }

  @Override
  default Work work(List<Spec> inputs) {
    return HostPrimitive.super.work(inputs).with(nanoseconds(), nanoseconds());
  }

  @Override
  default Optional<HostKernel> kernel(List<Spec> inputs) {
    Shape shape = output(inputs).shape();
    int[][] places = new int[arity()][];
    for (int i = 0; i < arity(); i++) {
      places[i] = Shapes.broadcastIndex(inputs.get(i).shape(), shape);
    }
    return Optional.of(
        (in, out) -> {
          double[] arguments = new double[arity()];
          for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < arity(); j++) {
              arguments[j] = in[j][places[j][i]];
            }
            out[i] = at(arguments);
          }
        });
  }
}
