package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * The places of the elements along an axis, in ascending or descending order. Equal elements keep
 * their order; NaN counts as the largest.
 */
record ArgSort(int axis, boolean ascending) implements Primitive {

  @Override
  public String label() {
    return "argSort " + axis + (ascending ? "" : " descending");
  }

  @Override
  public Spec output(List<Spec> inputs) {
    return inputs.get(0).with(DataType.INT64);
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return NativeOperations.argSort(inputs[0], axis, ascending);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    return "torch.argsort("
        + arguments.get(0)
        + ", stable=True, dim="
        + axis
        + (ascending ? ", descending=False)" : ", descending=True)");
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return null;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return inputs.get(0).apply(new ArgSort(axis + 1, ascending));
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    Shape shape = inputs.get(0).shape();
    int length = (int) shape.get(axis);
    int stride = Shapes.strides(shape)[axis];
    return Optional.of(
        (in, out) -> {
          for (int i = 0; i < out.length; i++) {
            if (i / stride % length == 0) {
              sort(in[0], out, i, stride, length);
            }
          }
        });
  }

  /** Heapsort in place: no memory, and stable because places break ties. */
  private void sort(double[] x, double[] order, int start, int stride, int length) {
    for (int i = 0; i < length; i++) {
      order[start + i * stride] = i;
    }
    for (int root = length / 2 - 1; root >= 0; root--) {
      sink(x, order, start, stride, root, length);
    }
    for (int end = length - 1; end > 0; end--) {
      double last = order[start + end * stride];
      order[start + end * stride] = order[start];
      order[start] = last;
      sink(x, order, start, stride, 0, end);
    }
  }

  private void sink(double[] x, double[] order, int start, int stride, int root, int end) {
    double moving = order[start + root * stride];
    int hole = root;
    for (int child = 2 * hole + 1; child < end; child = 2 * hole + 1) {
      double larger = order[start + child * stride];
      if (child + 1 < end) {
        double right = order[start + (child + 1) * stride];
        if (isBefore(x, start, stride, larger, right)) {
          larger = right;
          child++;
        }
      }
      if (!isBefore(x, start, stride, moving, larger)) {
        break;
      }
      order[start + hole * stride] = larger;
      hole = child;
    }
    order[start + hole * stride] = moving;
  }

  /** Whether the element at one place comes before that at another. */
  private boolean isBefore(double[] x, int start, int stride, double place, double other) {
    double a = x[start + ((int) place) * stride];
    double b = x[start + ((int) other) * stride];
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return place < other;
    }
    return ascending == (a < b || Double.isNaN(b));
  }
}
