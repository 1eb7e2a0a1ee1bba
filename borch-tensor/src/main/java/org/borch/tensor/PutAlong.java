package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * The first input with other values (the third) at the places that the second gives along an axis.
 * Of several values for one place, one is taken; which one is the back-end's choice.
 */
record PutAlong(int axis) implements Primitive {

  @Override
  public String label() {
    return "putAlong " + axis;
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Spec x = inputs.get(0);
    Shape index = inputs.get(1).shape();
    boolean fits =
        x.type() == inputs.get(2).type()
            && index.equals(inputs.get(2).shape())
            && index.dimension() == x.shape().dimension();
    for (int i = 0; fits && i < index.dimension(); i++) {
      fits = i == axis || index.get(i) <= x.shape().get(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "values "
              + inputs.get(2)
              + " at places "
              + index
              + " along axis "
              + axis
              + " of "
              + x
              + ", expected as many values of its type as places, and no more of them along the"
              + " other axes than it has");
    }
    return x;
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return NativeOperations.putAlong(inputs[0], inputs[1], inputs[2], axis);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    return "torch.scatter("
        + arguments.get(0)
        + ", "
        + axis
        + ", "
        + arguments.get(1)
        + ", "
        + arguments.get(2)
        + ")";
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    BorchArray index = inputs.get(1);
    BorchArray values = inputs.get(2);
    return switch (input) {
      case 0 -> cotangent.apply(this, index, values.zerosLike());
      case 2 -> cotangent.gather(index, axis);
      default -> null;
    };
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    Batch batch = new Batch(size, mapped, inputs);
    return batch.whole(0).apply(new PutAlong(axis + 1), batch.whole(1), batch.whole(2));
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    int[] steps = Shapes.strides(inputs.get(0).shape());
    int stride = steps[axis];
    long length = inputs.get(0).shape().get(axis);
    steps[axis] = 0;
    int[] start = Shapes.index(inputs.get(1).shape(), steps, 0);
    return Optional.of(
        (in, out) -> {
          System.arraycopy(in[0], 0, out, 0, out.length);
          for (int i = 0; i < start.length; i++) {
            out[start[i] + Places.of(in[1][i], length, axis) * stride] = in[2][i];
          }
        });
  }
}
