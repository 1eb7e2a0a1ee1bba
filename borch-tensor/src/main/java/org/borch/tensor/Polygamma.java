package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.borch.tensor.jvm.Op;
import org.borch.tensor.number.HurwitzZeta;
import org.jspecify.annotations.Nullable;

/** The derivative of order {@code order + 1} of log Γ: digamma (0), trigamma (1), and so on. */
record Polygamma(int order) implements Primitive {

  @Override
  public Spec output(List<Spec> inputs) {
    return inputs.get(0);
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return NativeOperations.polygamma(order, inputs[0]);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    String x = arguments.get(0);
    if (order == 0) {
      return "torch.digamma(" + x + ")";
    }
    String zeta = "torch.special_zeta(" + (order + 1) + ", " + x + ")";
    double factor = HurwitzZeta.polygammaFactor(order);
    return factor == 1 ? zeta : "torch.mul(" + zeta + ", " + TorchWriter.literal(factor) + ")";
  }

  @Override
  public BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return Guard.of(cotangent.mul(inputs.get(0).apply(new Polygamma(order + 1))), cotangent);
  }

  @Override
  public @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray direction = tangents.get(0);
    return direction == null ? null : derivative(0, direction, inputs, output);
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return inputs.get(0).apply(this);
  }

  @Override
  public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return switch (order) {
      case 0 -> new Layout.Elementwise(Op.DIGAMMA);
      case 1 -> new Layout.Elementwise(Op.TRIGAMMA);
      default -> new Layout.Opaque();
    };
  }

  @Override
  public Work work(List<Spec> inputs) {
    Work work = Primitive.super.work(inputs);
    return order == 0 ? work.with(2.5, 12.7) : work.with(14.5, 155);
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    return switch (order) {
      case 0 -> Optional.of(Unary.elementwise(Op.DIGAMMA.ofOne()));
      case 1 -> Optional.of(Unary.elementwise(Op.TRIGAMMA.ofOne()));
      default -> {
        double factor = HurwitzZeta.polygammaFactor(order);
        yield Optional.of(Unary.elementwise(x -> factor * HurwitzZeta.at(order + 1, x)));
      }
    };
  }
}
