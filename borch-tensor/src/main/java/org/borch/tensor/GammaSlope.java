package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** dx/da of a standard gamma number x (second input) of concentration a (first input). */
enum GammaSlope implements Primitive {
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
  public NDArray eager(NDArray[] inputs) {
    return Draw.onHost(this, inputs);
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
    return inputs
        .get(0)
        .broadcast(like.getShape())
        .apply(this, inputs.get(1).broadcast(like.getShape()));
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
