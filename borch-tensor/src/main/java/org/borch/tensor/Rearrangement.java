package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/** Primitives that move elements without changing them. */
sealed interface Rearrangement extends Primitive {

  @Override
  default boolean isBounded() {
    return true;
  }

  @Override
  default Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
    return Moves.of(this, inputs);
  }

  @Override
  default @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    if (tangents.stream().allMatch(java.util.Objects::isNull)) {
      return null;
    }
    List<BorchArray> directions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      BorchArray direction = tangents.get(i);
      directions.add(direction == null ? inputs.get(i).zerosLike() : direction);
    }
    return BorchArray.apply(this, directions);
  }

  /** A shape or a list for one element as it is for all, with an entry for the first axis. */
  private static List<Long> preceded(long first, List<Long> rest) {
    List<Long> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return List.copyOf(all);
  }

  private static Shape preceded(long first, Shape rest) {
    return new Shape(first).addAll(rest);
  }

  /** Copies the element at {@code index[i]} to i. */
  private static HostKernel gather(int[] index) {
    return (in, out) -> {
      double[] source = in[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = source[index[i]];
      }
    };
  }

  /** What moves elements in Java, and is half a call without elements on the engine. */
  private static Work view(double moved) {
    return new Work(0.5, 0, 0.3 * moved, 0, 0);
  }

  record Reshape(Shape shape) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0).with(shape);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].reshape(shape);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String x = arguments.get(0);
      return writer.view(x, "torch.reshape(" + x + ", " + TorchWriter.shape(shape) + ")");
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.reshape(inputs.get(0).getShape());
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).reshape(preceded(size, shape));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Rearrangement.view(0);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of((in, out) -> System.arraycopy(in[0], 0, out, 0, out.length));
    }
  }

  record BroadcastTo(Shape shape) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      Shapes.requireBroadcast(inputs.get(0).shape(), shape);
      return inputs.get(0).with(shape);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].broadcast(shape);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String x = arguments.get(0);
      return writer.view(x, "torch.expand(" + x + ", " + TorchWriter.shape(shape) + ")");
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.sumTo(inputs.get(0).getShape());
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      BorchArray x = new Batch(size, mapped, inputs).aligned(0, shape.dimension());
      return x.broadcast(preceded(size, shape));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Rearrangement.view(output(inputs).size());
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(gather(Shapes.broadcastIndex(inputs.get(0).shape(), shape)));
    }
  }

  record Transpose(List<Integer> permutation) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      return inputs.get(0).with(new Shape(permutation.stream().mapToLong(shape::get).toArray()));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].transpose(permutation.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String x = arguments.get(0);
      return writer.view(x, "torch.permute(" + x + ", " + TorchWriter.ints(permutation) + ")");
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      int[] inverse = new int[permutation.size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[permutation.get(i)] = i;
      }
      return cotangent.transpose(inverse);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      List<Integer> all = new ArrayList<>(List.of(0));
      permutation.forEach(axis -> all.add(axis + 1));
      return inputs.get(0).apply(new Transpose(List.copyOf(all)));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Rearrangement.view(output(inputs).size());
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int[] strides = Shapes.strides(inputs.get(0).shape());
      int[] steps = permutation.stream().mapToInt(axis -> strides[axis]).toArray();
      return Optional.of(gather(Shapes.index(output(inputs).shape(), steps, 0)));
    }
  }

  /** Elements begin, begin + step, ... before end, along every axis; steps are positive. */
  record Slice(List<Long> begin, List<Long> end, List<Long> step) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      long[] sizes = new long[begin.size()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.max(0, -Math.floorDiv(begin.get(i) - end.get(i), step.get(i)));
      }
      return inputs.get(0).with(new Shape(sizes));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].get(index(begin, end, step));
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return text(writer, arguments.get(0), inputs.get(0).shape());
    }

    /** The slice of a tensor, axis by axis. */
    private String text(TorchWriter writer, String x, Shape shape) {
      String part = x;
      for (int i = 0; i < begin.size(); i++) {
        boolean whole = begin.get(i) == 0 && end.get(i) >= shape.get(i) && step.get(i) == 1;
        if (!whole) {
          String range = i + ", " + begin.get(i) + ", " + end.get(i) + ", " + step.get(i);
          part = writer.view(part, "torch.slice(" + part + ", " + range + ")");
        }
      }
      return part;
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(new Place(begin, end, step, inputs.get(0).getShape()));
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs
          .get(0)
          .apply(new Slice(preceded(0, begin), preceded(size, end), preceded(1, step)));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Work.of(output(inputs).size()).with(0.2, 0.2);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(gather(index(inputs.get(0).shape(), output(inputs).shape(), begin, step)));
    }

    private static NDIndex index(List<Long> begin, List<Long> end, List<Long> step) {
      NDIndex index = new NDIndex();
      for (int i = 0; i < begin.size(); i++) {
        index.addSliceDim(begin.get(i), end.get(i), step.get(i));
      }
      return index;
    }

    private static int[] index(Shape whole, Shape part, List<Long> begin, List<Long> step) {
      int[] strides = Shapes.strides(whole);
      int[] steps = new int[strides.length];
      int offset = 0;
      for (int i = 0; i < steps.length; i++) {
        steps[i] = Math.toIntExact(strides[i] * step.get(i));
        offset += Math.toIntExact(strides[i] * begin.get(i));
      }
      return Shapes.index(part, steps, offset);
    }
  }

  /** Zeros of a shape with the input at a slice of it: the transpose of {@link Slice}. */
  record Place(List<Long> begin, List<Long> end, List<Long> step, Shape shape)
      implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0).with(shape);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      NDArray part = inputs[0];
      NDArray whole = part.getManager().zeros(shape, part.getDataType());
      whole.set(Slice.index(begin, end, step), part);
      return whole;
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      Spec part = inputs.get(0);
      String x = arguments.get(0);
      if (step.stream().allMatch(s -> s == 1)) {
        return "torch.constant_pad_nd(" + x + ", " + margins(part.shape()) + ")";
      }
      String whole = writer.let(TorchWriter.zeros(shape, part.type(), x + ".device"));
      String place = new Slice(begin, end, step).text(writer, whole, shape);
      writer.let("torch.copy_(" + place + ", " + x + ")");
      return whole;
    }

    /** Zeros before and after, the last axis first. */
    private String margins(Shape part) {
      List<Long> margins = new ArrayList<>();
      for (int i = begin.size() - 1; i >= 0; i--) {
        margins.add(begin.get(i));
        margins.add(shape.get(i) - begin.get(i) - part.get(i));
      }
      return TorchWriter.ints(margins);
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(new Slice(begin, end, step));
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      Shape all = preceded(size, shape);
      return inputs
          .get(0)
          .apply(new Place(preceded(0, begin), preceded(size, end), preceded(1, step), all));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Work.of(output(inputs).size()).with(0.2, 0.2);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int[] target = Slice.index(shape, inputs.get(0).shape(), begin, step);
      return Optional.of(
          (in, out) -> {
            java.util.Arrays.fill(out, 0);
            for (int i = 0; i < target.length; i++) {
              out[target[i]] = in[0][i];
            }
          });
    }
  }

  /** The inputs one after the other along an axis. */
  record Concat(int axis) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      Spec first = inputs.get(0);
      long[] sizes = first.shape().getShape().clone();
      for (Spec other : inputs.subList(1, inputs.size())) {
        for (int i = 0; i < sizes.length; i++) {
          boolean fits =
              other.shape().dimension() == sizes.length
                  && (i == axis || other.shape().get(i) == first.shape().get(i));
          if (!fits || other.type() != first.type()) {
            throw new IllegalArgumentException(
                "concatenation along axis "
                    + axis
                    + " of "
                    + first
                    + " and "
                    + other
                    + ", expected equal types and equal sizes of the other axes");
          }
        }
        sizes[axis] += other.shape().get(axis);
      }
      return first.with(new Shape(sizes));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NDArrays.concat(new NDList(inputs), axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.cat([" + String.join(", ", arguments) + "], " + axis + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      long start = 0;
      for (BorchArray before : inputs.subList(0, input)) {
        start += before.getShape().get(axis);
      }
      return cotangent.slice(axis, start, start + inputs.get(input).getShape().get(axis));
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      Batch batch = new Batch(size, mapped, inputs);
      List<BorchArray> parts = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        parts.add(batch.whole(i));
      }
      return BorchArray.apply(new Concat(axis + 1), parts);
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Work.of(output(inputs).size()).with(0.2, 0.2);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int[] lines =
          inputs.stream().mapToInt(part -> (int) part.shape().slice(axis).size()).toArray();
      return Optional.of(
          (in, out) -> {
            int to = 0;
            for (int outer = 0; to < out.length; outer++) {
              for (int p = 0; p < lines.length; p++) {
                System.arraycopy(in[p], outer * lines[p], out, to, lines[p]);
                to += lines[p];
              }
            }
          });
    }
  }

  /** The elements in reverse order along some axes. */
  record Flip(List<Integer> axes) implements Rearrangement {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].flip(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.flip(" + arguments.get(0) + ", " + TorchWriter.ints(axes) + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.apply(this);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(new Flip(axes.stream().map(axis -> axis + 1).toList()));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Work.of(output(inputs).size()).with(0.2, 0.2);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int[] steps = Shapes.strides(shape);
      int offset = 0;
      for (int axis : axes) {
        offset += steps[axis] * (int) (shape.get(axis) - 1);
        steps[axis] = -steps[axis];
      }
      return Optional.of(gather(Shapes.index(shape, steps, offset)));
    }
  }
}
