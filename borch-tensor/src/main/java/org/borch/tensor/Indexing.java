package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/** Primitives that choose elements by an array of indices (the second input, integers). */
sealed interface Indexing extends Primitive {

  /** The axis along which the index counts. */
  int axis();

  /** The shape that the index counts in. */
  default Shape indexed(Shape first) {
    return first;
  }

  @Override
  default boolean isBounded() {
    return true;
  }

  @Override
  default @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return input == 0 ? derivative(cotangent, inputs.get(0).getShape(), inputs.get(1)) : null;
  }

  @Override
  default @Nullable BorchArray tangent(
      List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
    BorchArray direction = tangents.get(0);
    return direction == null ? null : direction.apply(this, inputs.get(1));
  }

  BorchArray derivative(BorchArray cotangent, Shape shape, BorchArray index);

  /** For each element of an array: the start of its line along the axis, and the line's stride. */
  private static int[] lineStarts(Shape lines, Shape elements, int axis) {
    int[] steps = Shapes.strides(lines);
    steps[axis] = 0;
    return Shapes.index(elements, steps, 0);
  }

  /** Element i along the axis is the element of the same line at index[i]. */
  record TakeAlong(int axis) implements Indexing {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0).with(inputs.get(1).shape());
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].gather(inputs[1], axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.gather(" + arguments.get(0) + ", " + axis + ", " + arguments.get(1) + ")";
    }

    @Override
    public BorchArray derivative(BorchArray cotangent, Shape shape, BorchArray index) {
      return cotangent.apply(new AddAlong(axis, shape), index);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedIndexing.takeAlong(axis, new Batch(size, mapped, inputs));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      double[] index = constants.get(1);
      return index == null ? new Layout.Opaque() : Moves.chosen(this, inputs, index);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int stride = Shapes.strides(shape)[axis];
      long length = shape.get(axis);
      int[] start = lineStarts(shape, inputs.get(1).shape(), axis);
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              out[i] = in[0][start[i] + Places.of(in[1][i], length, axis) * stride];
            }
          });
    }
  }

  /** Zeros of a shape, with each element added to its line at its index: transposes TakeAlong. */
  record AddAlong(int axis, Shape shape) implements Indexing {

    @Override
    public Shape indexed(Shape first) {
      return shape;
    }

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0).with(shape);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.scatterAdd(inputs[0], axis, inputs[1], shape);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String x = arguments.get(0);
      String zeros = TorchWriter.zeros(shape, inputs.get(0).type(), x + ".device");
      return "torch.scatter_add(" + zeros + ", " + axis + ", " + arguments.get(1) + ", " + x + ")";
    }

    @Override
    public BorchArray derivative(BorchArray cotangent, Shape original, BorchArray index) {
      return cotangent.apply(new TakeAlong(axis), index);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedIndexing.addAlong(axis, shape, new Batch(size, mapped, inputs));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      double[] index = constants.get(1);
      List<Spec> transposed = List.of(inputs.get(0).with(shape), inputs.get(1));
      return index == null
          ? new Layout.Opaque()
          : Moves.added(new TakeAlong(axis), transposed, index);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int stride = Shapes.strides(shape)[axis];
      long length = shape.get(axis);
      int[] start = lineStarts(shape, inputs.get(1).shape(), axis);
      return Optional.of(
          (in, out) -> {
            Arrays.fill(out, 0);
            for (int i = 0; i < start.length; i++) {
              out[start[i] + Places.of(in[1][i], length, axis) * stride] += in[0][i];
            }
          });
    }
  }

  /** Whole rows along an axis: the axis is replaced by the index's axes. */
  record Take(int axis) implements Indexing {

    @Override
    public Spec output(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      return inputs
          .get(0)
          .with(shape.slice(0, axis).addAll(inputs.get(1).shape()).addAll(shape.slice(axis + 1)));
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      NDArray rows = NativeOperations.take(inputs[0], axis, inputs[1].flatten());
      return inputs[1].getShape().dimension() == 1
          ? rows
          : rows.reshape(
              output(
                      List.of(
                          new Spec(inputs[0].getShape(), inputs[0].getDataType()),
                          new Spec(inputs[1].getShape(), inputs[1].getDataType())))
                  .shape());
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      Spec index = inputs.get(1);
      String chosen = axis + ", " + TorchWriter.reshaped(arguments.get(1), index, index.size());
      String rows = "torch.index_select(" + arguments.get(0) + ", " + chosen + ")";
      return index.shape().dimension() == 1
          ? rows
          : "torch.reshape(" + rows + ", " + TorchWriter.shape(output(inputs).shape()) + ")";
    }

    @Override
    public BorchArray derivative(BorchArray cotangent, Shape shape, BorchArray index) {
      return cotangent.apply(new AddRows(axis, shape), index);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedIndexing.take(axis, new Batch(size, mapped, inputs));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      double[] index = constants.get(1);
      return index == null ? new Layout.Opaque() : Moves.chosen(this, inputs, index);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int inner = (int) inputs.get(0).shape().slice(axis + 1).size();
      int length = (int) inputs.get(0).shape().get(axis);
      int rows = inputs.get(1).size();
      return Optional.of(
          (in, out) -> {
            int i = 0;
            for (int outer = 0; i < out.length; outer++) {
              for (int r = 0; r < rows; r++, i += inner) {
                int source = (outer * length + Places.of(in[1][r], length, axis)) * inner;
                if (inner == 1) {
                  out[i] = in[0][source];
                } else {
                  System.arraycopy(in[0], source, out, i, inner);
                }
              }
            }
          });
    }
  }

  /** Zeros of a shape, with each row added at its index: the transpose of {@link Take}. */
  record AddRows(int axis, Shape shape) implements Indexing {

    @Override
    public Shape indexed(Shape first) {
      return shape;
    }

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0).with(shape);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      NDArray index = inputs[1].flatten();
      NDArray rows =
          inputs[0].reshape(
              shape.slice(0, axis).addAll(index.getShape()).addAll(shape.slice(axis + 1)));
      return NativeOperations.indexAdd(rows, axis, index, shape);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      Spec x = inputs.get(0);
      Spec index = inputs.get(1);
      String zeros = TorchWriter.zeros(shape, x.type(), arguments.get(0) + ".device");
      String chosen = axis + ", " + TorchWriter.reshaped(arguments.get(1), index, index.size());
      long[] lines = shape.getShape().clone();
      lines[axis] = index.size();
      String rows = TorchWriter.reshaped(arguments.get(0), x, lines);
      return "torch.index_add(" + zeros + ", " + chosen + ", " + rows + ")";
    }

    @Override
    public BorchArray derivative(BorchArray cotangent, Shape original, BorchArray index) {
      return cotangent.apply(new Take(axis), index);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return BatchedIndexing.addRows(axis, shape, new Batch(size, mapped, inputs));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      double[] index = constants.get(1);
      List<Spec> transposed = List.of(inputs.get(0).with(shape), inputs.get(1));
      return index == null ? new Layout.Opaque() : Moves.added(new Take(axis), transposed, index);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int inner = (int) shape.slice(axis + 1).size();
      int length = (int) shape.get(axis);
      int rows = inputs.get(1).size();
      return Optional.of(
          (in, out) -> {
            Arrays.fill(out, 0);
            double[] x = in[0];
            int i = 0;
            for (int outer = 0; i < x.length; outer++) {
              for (int r = 0; r < rows; r++) {
                int end = i + inner;
                int target = (outer * length + Places.of(in[1][r], length, axis)) * inner;
                for (; i < end; i++, target++) {
                  out[target] += x[i];
                }
              }
            }
          });
    }
  }
}
