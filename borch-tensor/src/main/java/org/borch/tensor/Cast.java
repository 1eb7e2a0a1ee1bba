package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.Formulas;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.borch.tensor.jvm.Op;
import org.jspecify.annotations.Nullable;

/** The same values in another data type. */
record Cast(DataType type) implements Primitive {

  @Override
  public Spec output(List<Spec> inputs) {
    return inputs.get(0).with(type);
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return inputs[0].toType(type, false);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    String x = arguments.get(0);
    return inputs.get(0).type() == type
        ? x
        : "torch.to(" + x + ", " + TorchWriter.type(type) + ", False, False)";
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    DataType original = inputs.get(0).getDataType();
    return original.isFloating() ? cotangent.toType(original, false) : null;
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray direction = tangents.get(0);
    return direction == null ? null : direction.toType(type, false);
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return inputs.get(0).apply(this);
  }

  @Override
  public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return switch (type) {
      case FLOAT64 -> new Layout.Elementwise(Formulas.SAME);
      case FLOAT32 -> new Layout.Elementwise(Op.TO_FLOAT);
      case BOOLEAN -> new Layout.Elementwise(Op.TO_BOOLEAN);
      case INT32, INT64 -> new Layout.Elementwise(Op.TRUNC);
      default -> new Layout.Opaque();
    };
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    return switch (type) {
      case FLOAT64 -> Optional.of(Unary.elementwise(x -> x));
      case FLOAT32 -> Optional.of(Unary.elementwise(Op.TO_FLOAT.ofOne()));
      case BOOLEAN -> Optional.of(Unary.elementwise(Op.TO_BOOLEAN.ofOne()));
      case INT32, INT64 -> Optional.of(Unary.elementwise(Op.TRUNC.ofOne()));
      default -> Optional.empty();
    };
  }
}
