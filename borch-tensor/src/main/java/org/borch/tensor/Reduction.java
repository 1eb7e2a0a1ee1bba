package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import org.borch.tensor.jvm.HostKernel;
import org.borch.tensor.jvm.Layout;
import org.jspecify.annotations.Nullable;

/** Primitives that reduce or accumulate along axes. Axes count from the front, ascending. */
sealed interface Reduction extends Primitive {

  @Override
  default boolean isBounded() {
    return true;
  }

  /** The axes that the result loses or keeps with size 1. */
  List<Integer> axes();

  boolean keep();

  @Override
  default Spec output(List<Spec> inputs) {
    Spec input = inputs.get(0);
    return input.with(Shapes.reduce(input.shape(), axes(), keep()));
  }

  /** An array of the result's shape with the lost axes back as size 1. */
  default BorchArray restored(BorchArray array, Shape input) {
    return keep() ? array : array.reshape(Shapes.reduce(input, axes(), true));
  }

  /** The axes of one element, where the first axis counts elements. */
  private static List<Integer> shifted(List<Integer> axes) {
    return axes.stream().map(axis -> axis + 1).toList();
  }

  private static int[] toArray(List<Integer> axes) {
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean all(List<Integer> axes, NDArray array) {
    return axes.size() == array.getShape().dimension();
  }

  /** A function of PyTorch with axes; it counts a scalar as having one. */
  default String call(String function, List<String> arguments) {
    List<Integer> meant = axes().isEmpty() ? List.of(0) : axes();
    String along = TorchWriter.ints(meant) + ", " + TorchWriter.truth(keep());
    return "torch." + function + "(" + arguments.get(0) + ", " + along + ")";
  }

  /** Folds the elements of each group in index order, starting from {@code start}. */
  private static HostKernel fold(
      Spec input, List<Integer> axes, double start, DoubleBinaryOperator f) {
    int[] target = groups(input.shape(), axes);
    return (in, out) -> {
      Arrays.fill(out, start);
      for (int i = 0; i < target.length; i++) {
        out[target[i]] = f.applyAsDouble(out[target[i]], in[0][i]);
      }
    };
  }

  /** For each element the number of its group. */
  private static int[] groups(Shape shape, List<Integer> axes) {
    return Shapes.broadcastIndex(Shapes.reduce(shape, axes, true), shape);
  }

  private static Layout layout(Layout.Combination combination, Shape shape, List<Integer> axes) {
    return new Layout.Groups(combination, groups(shape, axes));
  }

  record Sum(List<Integer> axes, boolean keep) implements Reduction {

    @Override
    public Spec output(List<Spec> inputs) {
      Spec spec = Reduction.super.output(inputs);
      return spec.type().isFloating() ? spec : spec.with(DataType.INT64);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      NDArray x = inputs[0];
      return !keep && all(axes, x) ? x.sum() : x.sum(toArray(axes), keep);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String x = arguments.get(0);
      return !keep && axes.size() == inputs.get(0).shape().dimension()
          ? "torch.sum(" + x + ")"
          : "torch.sum(" + x + ", " + TorchWriter.ints(axes) + ", " + TorchWriter.truth(keep) + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      Shape shape = inputs.get(0).getShape();
      return restored(cotangent, shape).broadcast(shape);
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      return direction == null ? null : direction.apply(this);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      BorchArray x = inputs.get(0);
      // The sum of a scalar over no axes.
      return axes.isEmpty()
          ? x.toType(output(List.of(x.spec())).type(), false)
          : x.apply(new Sum(Reduction.shifted(axes), keep));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      return Reduction.layout(Layout.Combination.SUM, inputs.get(0).shape(), axes);
    }

    @Override
    public Work work(List<Spec> inputs) {
      boolean groups = axes.size() < inputs.get(0).shape().dimension();
      return Reduction.super.work(inputs).with(groups ? 0.25 : 0, 0);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      if (axes.size() == inputs.get(0).shape().dimension()) {
        return Optional.of(
            (in, out) -> {
              double sum = 0;
              for (double x : in[0]) {
                sum += x;
              }
              out[0] = sum;
            });
      }
      return Optional.of(fold(inputs.get(0), axes, 0, Double::sum));
    }
  }

  /** The largest (or smallest) element; its derivative is shared equally between ties. */
  record Extremum(boolean largest, List<Integer> axes, boolean keep) implements Reduction {

    @Override
    public NDArray eager(NDArray[] inputs) {
      return largest
          ? NativeOperations.max(inputs[0], keep, toArray(axes))
          : NativeOperations.min(inputs[0], keep, toArray(axes));
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return call(largest ? "amax" : "amin", arguments);
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray chosen = chosen(inputs.get(0), output);
      BorchArray ties = chosen.sum(toArray(axes), true);
      BorchArray incoming = restored(cotangent, chosen.getShape());
      return Guard.of(incoming.mul(chosen).div(ties), incoming);
    }

    /** 1 where the element is the extremum of its group, else 0. */
    private BorchArray chosen(BorchArray x, BorchArray output) {
      return x.eq(restored(output, x.getShape())).toType(x.getDataType(), false);
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      if (direction == null) {
        return null;
      }
      BorchArray chosen = chosen(inputs.get(0), output);
      BorchArray ties = chosen.sum(toArray(axes), true);
      BorchArray share = Guard.of(direction.mul(chosen).div(ties), direction);
      return share.sum(toArray(axes), keep);
    }

    @Override
    public boolean keepsNaN() {
      return false; // the largest of a vector is found by comparisons
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return axes.isEmpty()
          ? inputs.get(0)
          : inputs.get(0).apply(new Extremum(largest, Reduction.shifted(axes), keep));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      return Reduction.layout(
          largest ? Layout.Combination.LARGEST : Layout.Combination.SMALLEST,
          inputs.get(0).shape(),
          axes);
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Reduction.super.work(inputs).with(3.8, 0.1);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      return Optional.of(
          largest
              ? fold(inputs.get(0), axes, Double.NEGATIVE_INFINITY, Math::max)
              : fold(inputs.get(0), axes, Double.POSITIVE_INFINITY, Math::min));
    }
  }

  /** log of the sum of exponentials, without overflow. */
  record LogSumExp(List<Integer> axes, boolean keep) implements Reduction {

    @Override
    public NDArray eager(NDArray[] inputs) {
      return NativeOperations.logSumExp(inputs[0], keep, toArray(axes));
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return call("logsumexp", arguments);
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      BorchArray x = inputs.get(0);
      return restored(cotangent, x.getShape()).through(weights(x, output));
    }

    /** The share of each element in the sum of exponentials. */
    private BorchArray weights(BorchArray x, BorchArray output) {
      // A group of only -inf has the value -inf: its derivative is 0, not exp(-inf + inf).
      BorchArray zero = BorchArray.constant(0, x.getDataType());
      BorchArray finite =
          BorchArray.apply(
              Where.INSTANCE, List.of(output.eq(Double.NEGATIVE_INFINITY), zero, output));
      return x.sub(restored(finite, x.getShape())).exp();
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      return direction == null
          ? null
          : direction.through(weights(inputs.get(0), output)).sum(toArray(axes), keep);
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return axes.isEmpty()
          ? inputs.get(0)
          : inputs.get(0).apply(new LogSumExp(Reduction.shifted(axes), keep));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      return Reduction.layout(Layout.Combination.LOG_SUM_EXP, inputs.get(0).shape(), axes);
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Reduction.super.work(inputs).with(5, 2);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      int[] groups = groups(inputs.get(0).shape(), axes);
      return Optional.of(
          new ScratchKernel(
              (in, out, scratch) -> run(in[0], groups, out, scratch[0]), output(inputs).size()));
    }

    /** The groups' results; {@code largest} is memory of the same size. */
    private static void run(double[] x, int[] group, double[] out, double[] largest) {
      Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < group.length; i++) {
        largest[group[i]] = Math.max(largest[group[i]], x[i]);
      }
      Arrays.fill(out, 0);
      for (int i = 0; i < group.length; i++) {
        double shift = largest[group[i]];
        out[group[i]] += Math.exp(x[i] - (Double.isInfinite(shift) ? 0 : shift));
      }
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.log(out[i]) + (Double.isInfinite(largest[i]) ? 0 : largest[i]);
      }
    }
  }

  /** The index of the largest (or smallest) element along one axis, which is removed. */
  record ArgExtremum(boolean largest, int axis) implements Primitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return new Spec(Shapes.reduce(inputs.get(0).shape(), List.of(axis), false), DataType.INT64);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      if (largest) {
        return inputs[0].argMax(axis);
      }
      try (NDArray negated = inputs[0].neg()) {
        return negated.argMax(axis);
      }
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      String function = largest ? "argmax" : "argmin";
      return "torch." + function + "(" + arguments.get(0) + ", " + axis + ", False)";
    }

    @Override
    public @Nullable BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return null;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(new ArgExtremum(largest, axis + 1));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Primitive.super.work(inputs).with(2, 1);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int length = (int) shape.get(axis);
      int stride = Shapes.strides(shape)[axis];
      return Optional.of(
          (in, out) -> {
            for (int i = 0; i < out.length; i++) {
              int start = i / stride * stride * length + i % stride;
              int best = 0;
              for (int j = 1; j < length; j++) {
                double candidate = in[0][start + j * stride];
                double known = in[0][start + best * stride];
                if (largest ? candidate > known : candidate < known) {
                  best = j;
                }
              }
              out[i] = best;
            }
          });
    }
  }

  /** The sums of the elements up to each one along an axis. */
  record CumulativeSum(int axis) implements Primitive {

    @Override
    public Spec output(List<Spec> inputs) {
      Spec input = inputs.get(0);
      return input.type().isFloating() ? input : input.with(DataType.INT64);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return inputs[0].cumSum(axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch.cumsum(" + arguments.get(0) + ", " + axis + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      return cotangent.flip(axis).cumSum(axis).flip(axis);
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      return direction == null ? null : direction.apply(this);
    }

    @Override
    public boolean isBounded() {
      return true;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(new CumulativeSum(axis + 1));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Primitive.super.work(inputs).with(3, 0.5);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      Shape shape = inputs.get(0).shape();
      int length = (int) shape.get(axis);
      int stride = Shapes.strides(shape)[axis];
      return Optional.of(
          (in, out) -> {
            double[] x = in[0];
            for (int start = 0; start < out.length; start += length * stride) {
              System.arraycopy(x, start, out, start, stride);
              int end = start + length * stride;
              for (int i = start + stride; i < end; i++) {
                out[i] = out[i - stride] + x[i];
              }
            }
          });
    }
  }

  /** exp(x) divided by its sum along an axis, or the log of that. */
  record Softmax(int axis, boolean log) implements Primitive {

    @Override
    public Spec output(List<Spec> inputs) {
      return inputs.get(0);
    }

    @Override
    public NDArray eager(NDArray[] inputs) {
      return log ? inputs[0].logSoftmax(axis) : inputs[0].softmax(axis);
    }

    @Override
    public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
      return "torch." + (log ? "log_softmax(" : "softmax(") + arguments.get(0) + ", " + axis + ")";
    }

    @Override
    public BorchArray derivative(
        int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
      int[] along = {axis};
      BorchArray product =
          log
              ? cotangent.sub(output.exp().mul(cotangent.sum(along, true)))
              : output.mul(cotangent.sub(cotangent.mul(output).sum(along, true)));
      return Guard.of(product, cotangent, axis);
    }

    @Override
    public @Nullable BorchArray tangent(
        List<@Nullable BorchArray> tangents, List<BorchArray> inputs, BorchArray output) {
      BorchArray direction = tangents.get(0);
      if (direction == null) {
        return null;
      }
      int[] along = {axis};
      BorchArray product =
          log
              ? direction.sub(direction.through(output.exp()).sum(along, true))
              : output.mul(direction.sub(direction.through(output).sum(along, true)));
      return Guard.of(product, direction, axis);
    }

    @Override
    public boolean isBounded() {
      return true;
    }

    @Override
    public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
      return inputs.get(0).apply(new Softmax(axis + 1, log));
    }

    @Override
    public Layout layout(List<Spec> inputs, List<double @Nullable []> constants) {
      return Reduction.layout(
          log ? Layout.Combination.LOG_SOFTMAX : Layout.Combination.SOFTMAX,
          inputs.get(0).shape(),
          List.of(axis));
    }

    @Override
    public Work work(List<Spec> inputs) {
      return Primitive.super.work(inputs).with(8.5, 1.8);
    }

    @Override
    public Optional<HostKernel> kernel(List<Spec> inputs) {
      List<Integer> along = List.of(axis);
      int[] group = groups(inputs.get(0).shape(), along);
      int groups = new LogSumExp(along, true).output(inputs).size();
      return Optional.of(
          new ScratchKernel(
              (in, out, scratch) -> {
                double[] total = scratch[0];
                LogSumExp.run(in[0], group, total, scratch[1]);
                for (int i = 0; i < out.length; i++) {
                  double value = in[0][i] - total[group[i]];
                  out[i] = log ? value : Math.exp(value);
                }
              },
              groups,
              groups));
    }
  }
}
