package org.borch.tensor.random;

import java.util.List;
import java.util.Optional;
import org.borch.tensor.BorchArray;
import org.borch.tensor.HostPrimitive;
import org.borch.tensor.Spec;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.number.GammaDerivative;
import org.jspecify.annotations.Nullable;

/** dx/da of a standard gamma number x (second input) of concentration a (first input). */
enum GammaSlope implements HostPrimitive {
  INSTANCE;

  @Override
  public String label() {
    return "gamma_slope";
  }

  @Override
  public Spec output(List<Spec> inputs) {
    return inputs.get(0);
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    throw new UnsupportedOperationException(
        "second derivative of a gamma draw with respect to its concentration: only the first"
            + " is known");
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    // Both have the shape of the draw, so that an unmapped one only lacks the new axis.
    BorchArray like = inputs.get(mapped[0] ? 0 : 1);
    return BorchArray.apply(
        this,
        List.of(
            inputs.get(0).broadcast(like.getShape()), inputs.get(1).broadcast(like.getShape())));
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    return Optional.of(
        (in, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = GammaDerivative.at(in[0][i], in[1][i]);
          }
        });
  }
}
