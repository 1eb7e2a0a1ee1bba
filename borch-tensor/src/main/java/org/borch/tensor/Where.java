package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.borch.tensor.jvm.Op;
import org.jspecify.annotations.Nullable;

/** The second input where the first is true, else the third, with broadcasting of all three. */
enum Where implements Primitive {
  INSTANCE;

  @Override
  public String label() {
    return "where";
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Shape shape =
        Shapes.broadcast(inputs.get(0).shape(), inputs.get(1).shape(), inputs.get(2).shape());
    return new Spec(shape, DataTypes.promote(inputs.get(1), inputs.get(2)));
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return NativeOperations.where(inputs[0], inputs[1], inputs[2]);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    return "torch.where(" + String.join(", ", arguments) + ")";
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    if (input == 0) {
      return null;
    }
    BorchArray condition = inputs.get(0);
    BorchArray zero = BorchArray.constant(0, cotangent.getDataType());
    BorchArray passed =
        input == 1
            ? BorchArray.apply(this, List.of(condition, cotangent, zero))
            : BorchArray.apply(this, List.of(condition, zero, cotangent));
    BorchArray target = inputs.get(input);
    return passed.sumTo(target.getShape()).toType(target.getDataType(), false);
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray yes = tangents.get(1);
    BorchArray no = tangents.get(2);
    if (yes == null && no == null) {
      return null;
    }
    BorchArray zero = BorchArray.constant(0, output.getDataType());
    return BorchArray.apply(
            this, List.of(inputs.get(0), yes == null ? zero : yes, no == null ? zero : no))
        .toType(output.getDataType(), false)
        .broadcast(output.getShape());
  }

  @Override
  public boolean isBounded() {
    return true;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return BorchArray.apply(this, new Batch(size, mapped, inputs).promoted(1, 2));
  }

  @Override
  public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return new Layout.Elementwise(Op.WHERE);
  }

  @Override
  public Work work(List<Spec> inputs) {
    return Primitive.super.work(inputs).with(0.2, 0.5);
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    Shape shape = output(inputs).shape();
    int[] c = Shapes.broadcastIndex(inputs.get(0).shape(), shape);
    int[] a = Shapes.broadcastIndex(inputs.get(1).shape(), shape);
    int[] b = Shapes.broadcastIndex(inputs.get(2).shape(), shape);
    return Optional.of(
        (in, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = in[0][c[i]] != 0 ? in[1][a[i]] : in[2][b[i]];
          }
        });
  }
}
