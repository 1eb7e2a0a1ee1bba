package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/** Primitives that multiply along an axis. */
sealed interface Accumulation extends Primitive {

  int axis();

  /** s with s[i] = g[i] + x[i + 1] s[i + 1] along the axis: how cotangents travel backwards. */
  private static BorchArray backwards(BorchArray x, BorchArray g, int axis) {
    BorchArray next = shifted(x.flip(axis), 0, axis);
    return next.apply(new LinearRecurrence(axis), g.flip(axis)).flip(axis);
  }

  /** Each element is the one before it; the first is a number. */
  private static BorchArray shifted(BorchArray x, double first, int axis) {
    long[] edge = x.getShape().getShape().clone();
    edge[axis] = 1;
    return BorchArray.full(new Shape(edge), first, x.getDataType())
        .concat(x.slice(axis, 0, x.getShape().get(axis) - 1), axis);
  }

  /** The products of the elements up to each one along an axis. */
  record CumulativeProduct(int axis) implements Accumulation {

    @Override
    public String label() {
      return "cumProd " + axis;
    }

    @Override
    public Spec output(List<Spec> inputs) {
      Spec input = inputs.get(0);
      return input.type().isFloating() ? input : input.with(DataType.INT64);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.cumProd(inputs[0], axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.cumprod(" + arguments.get(0) + ", " + axis + ")";
    }

    /** Exact where elements are zero: nothing is divided. */
    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      if (output.getShape().get(axis) == 0) {
        return cotangent;
      }
      BorchArray product = shifted(output, 1, axis).mul(backwards(inputs.get(0), cotangent, axis));
      return Guard.of(product, cotangent, axis);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(new CumulativeProduct(axis + 1));
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int length = (int) shape.get(axis);
      int stride = Shapes.strides(shape)[axis];
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              boolean first = i / stride % length == 0;
              out[i] = first ? in[0][i] : out[i - stride] * in[0][i];
            }
          });
    }
  }

  /** y with y[i] = a[i] y[i - 1] + b[i] and y[-1] = 0 along an axis, for inputs a and b. */
  record LinearRecurrence(int axis) implements Accumulation {

    @Override
    public String label() {
      return "linearRecurrence " + axis;
    }

    @Override
    public Spec output(List<Spec> inputs) {
      Spec a = inputs.get(0);
      if (!a.equals(inputs.get(1)) || !a.type().isFloating() || a.shape().get(axis) == 0) {
        throw new IllegalArgumentException(
            "linear recurrence along axis "
                + axis
                + " of factors "
                + a
                + " and terms "
                + inputs.get(1)
                + ", expected equal shapes with elements along that axis and one floating type");
      }
      return a;
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.linearRecurrence(inputs[0], inputs[1], axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String factors = writer.let("torch.unbind(" + arguments.get(0) + ", " + axis + ")");
      String terms = writer.let("torch.unbind(" + arguments.get(1) + ", " + axis + ")");
      List<String> results = new ArrayList<>();
      results.add(writer.let(terms + "[0]"));
      for (int i = 1; i < inputs.get(0).shape().get(axis); i++) {
        String last = results.get(i - 1);
        results.add(
            writer.let(
                "torch.addcmul("
                    + terms
                    + "["
                    + i
                    + "], "
                    + factors
                    + "["
                    + i
                    + "], "
                    + last
                    + ")"));
      }
      return "torch.stack([" + String.join(", ", results) + "], " + axis + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray terms = backwards(inputs.get(0), cotangent, axis);
      BorchArray product = input == 1 ? terms : terms.mul(shifted(output, 0, axis));
      return Guard.of(product, cotangent, axis);
    }

    /** The same recurrence, with a term for the change of the factors. */
    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray factors = tangents.get(0);
      BorchArray terms = tangents.get(1);
      BorchArray moved = factors == null ? null : factors.through(shifted(output, 0, axis));
      BorchArray change = moved == null ? terms : terms == null ? moved : moved.add(terms);
      return change == null ? null : Guard.of(inputs.get(0).apply(this, change), change, axis);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      List<BorchArray> all = new ArrayList<>();
      for (int i = 0; i < mapped.length; i++) {
        BorchArray input = inputs.get(i);
        all.add(mapped[i] ? input : input.broadcast(new Shape(size).addAll(input.getShape())));
      }
      return BorchArray.apply(new LinearRecurrence(axis + 1), all);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int length = (int) shape.get(axis);
      int stride = Shapes.strides(shape)[axis];
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              boolean first = i / stride % length == 0;
              out[i] = first ? in[1][i] : in[0][i] * out[i - stride] + in[1][i];
            }
          });
    }
  }
}
