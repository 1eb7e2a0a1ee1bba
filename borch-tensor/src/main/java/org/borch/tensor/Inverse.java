package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;

/** The inverse of each matrix of the last two axes; NaN where there is none. */
enum Inverse implements Primitive {
  INSTANCE;

  @Override
  public String label() {
    return "inverse";
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Spec a = inputs.get(0);
    int dimensions = a.shape().dimension();
    if (dimensions < 2
        || a.shape().get(dimensions - 2) != a.shape().get(dimensions - 1)
        || !a.type().isFloating()) {
      throw new IllegalArgumentException(
          "inverse of " + a + ", expected square matrices of floating type in the last two axes");
    }
    return a;
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    return NativeOperations.inverse(inputs[0]);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    String inverse = writer.name();
    String info = writer.name();
    writer.line(inverse + ", " + info + " = torch.linalg_inv_ex(" + arguments.get(0) + ")");
    String failed = "torch.unsqueeze(torch.unsqueeze(torch.ne(" + info + ", 0), -1), -1)";
    return "torch.masked_fill(" + inverse + ", " + failed + ", float(\"nan\"))";
  }

  @Override
  public BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    BorchArray transposed = output.swapLast();
    BorchArray product = transposed.matMul(cotangent).matMul(transposed).neg();
    return Guard.of(product, cotangent, -2, -1);
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    return inputs.get(0).apply(this);
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    Shape shape = inputs.get(0).shape();
    int d = (int) shape.get(shape.dimension() - 1);
    return Optional.of(new Elimination(d));
  }

  /** Inverts matrices one after the other; needs the rows that were exchanged. */
  private record Elimination(int d) implements HostKernel {

    @Override
    public HostKernel own() {
      int[] exchanged = new int[d];
      return (in, out) -> run(in, out, exchanged);
    }

    @Override
    public void run(double[][] inputs, double[] output) {
      run(inputs, output, new int[d]);
    }

    private static void run(double[][] inputs, double[] output, int[] exchanged) {
      System.arraycopy(inputs[0], 0, output, 0, output.length);
      int d = exchanged.length;
      for (int from = 0; from < output.length; from += d * d) {
        invert(output, from, exchanged);
      }
    }
  }

  /**
   * Gauss-Jordan elimination in place, with the largest element left as the next pivot. A row of a
   * swap is found again by exchanging columns at the end.
   */
  private static void invert(double[] a, int from, int[] exchanged) {
    int d = exchanged.length;
    for (int k = 0; k < d; k++) {
      int pivot = k;
      for (int i = k + 1; i < d; i++) {
        if (Math.abs(a[from + i * d + k]) > Math.abs(a[from + pivot * d + k])) {
          pivot = i;
        }
      }
      if (a[from + pivot * d + k] == 0) {
        Arrays.fill(a, from, from + d * d, Double.NaN);
        return;
      }
      exchanged[k] = pivot;
      swap(a, from + k * d, from + pivot * d, 1, d);
      double scale = 1 / a[from + k * d + k];
      a[from + k * d + k] = 1;
      for (int j = 0; j < d; j++) {
        a[from + k * d + j] *= scale;
      }
      for (int i = 0; i < d; i++) {
        if (i != k) {
          double factor = a[from + i * d + k];
          a[from + i * d + k] = 0;
          for (int j = 0; j < d; j++) {
            a[from + i * d + j] -= factor * a[from + k * d + j];
          }
        }
      }
    }
    for (int k = d - 1; k >= 0; k--) {
      swap(a, from + k, from + exchanged[k], d, d);
    }
  }

  private static void swap(double[] a, int left, int right, int step, int count) {
    for (int i = 0; left != right && i < count; i++) {
      double kept = a[left + i * step];
      a[left + i * step] = a[right + i * step];
      a[right + i * step] = kept;
    }
  }
}
