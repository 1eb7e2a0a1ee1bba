package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.borch.tensor.jvm.HostKernel;
import org.jspecify.annotations.Nullable;

/**
 * For each window of each channel, the place of its largest element among the channel's elements in
 * row-major order: the first of equal ones, and that of a NaN if there is one.
 *
 * @param ceil whether a last window may reach beyond the padding
 */
record ArgMaxPool(List<Long> window, List<Long> stride, List<Long> padding, boolean ceil)
    implements Primitive {

  @Override
  public String label() {
    return "argMaxPool " + window;
  }

  private static Shape shape(List<Long> sizes) {
    return new Shape(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * How many windows there are along each spatial axis.
   *
   * @throws IllegalArgumentException if the windows do not fit
   */
  static Shape places(
      Shape images, Shape window, Shape stride, Shape padding, boolean ceil, String what) {
    int axes = window.dimension();
    boolean valid =
        axes >= 1
            && axes <= Sliding.MOST_AXES
            && stride.dimension() == axes
            && padding.dimension() == axes
            && images.dimension() == axes + 2;
    long[] places = new long[valid ? axes : 0];
    for (int i = 0; valid && i < axes; i++) {
      long room = images.get(i + 2) + 2 * padding.get(i) - window.get(i);
      valid =
          room >= 0
              && stride.get(i) > 0
              && padding.get(i) >= 0
              && 2 * padding.get(i) <= window.get(i);
      if (valid) {
        places[i] = 1 + (ceil ? room + stride.get(i) - 1 : room) / stride.get(i);
        // A window must begin in the image or in the padding before it.
        if ((places[i] - 1) * stride.get(i) >= images.get(i + 2) + padding.get(i)) {
          places[i]--;
        }
      }
    }
    if (!valid) {
      throw new IllegalArgumentException(
          what
              + " "
              + window
              + " with stride "
              + stride
              + " and padding "
              + padding
              + " of images "
              + images
              + ", expected images [rows, channels, ...] with one to three spatial axes, windows"
              + " that fit into them and a padding of at most half a window");
    }
    return new Shape(places);
  }

  @Override
  public Spec output(List<Spec> inputs) {
    Shape images = inputs.get(0).shape();
    Shape places =
        places(images, shape(window), shape(stride), shape(padding), ceil, "argMaxPool of windows");
    return new Spec(images.slice(0, 2).addAll(places), DataType.INT64);
  }

  @Override
  public NDArray eager(NDArray[] inputs) {
    List<Long> all = new ArrayList<>(window);
    all.addAll(stride);
    all.addAll(padding);
    return NativeOperations.argMaxPool(inputs[0], all, ceil);
  }

  @Override
  public String torch(TorchWriter writer, List<String> arguments, List<Spec> inputs) {
    return "(torch.max_pool"
        + window.size()
        + "d_with_indices("
        + arguments.get(0)
        + ", "
        + window
        + ", "
        + stride
        + ", "
        + padding
        + ", "
        + window.stream().map(size -> 1).toList()
        + (ceil ? ", True))[1]" : ", False))[1]");
  }

  @Override
  public @Nullable BorchArray derivative(
      int input, BorchArray cotangent, List<BorchArray> inputs, BorchArray output) {
    return null;
  }

  @Override
  public BorchArray batched(long size, boolean[] mapped, List<BorchArray> inputs) {
    BorchArray images = inputs.get(0);
    Shape shape = images.getShape();
    BorchArray rows =
        images.reshape(new Shape(size * shape.get(1)).addAll(shape.slice(2))).apply(this);
    return rows.reshape(shape.slice(0, 2).addAll(rows.getShape().slice(1)));
  }

  @Override
  public Optional<HostKernel> kernel(List<Spec> inputs) {
    Shape places = output(inputs).shape();
    int[] image = Sliding.spatial(inputs.get(0).shape().slice(2));
    int[] count = Sliding.spatial(places.slice(2));
    int[] size = Sliding.spatial(shape(window));
    Sliding sliding = Sliding.of(shape(stride), shape(padding)).spatial();
    int[] step = Sliding.numbers(sliding.stride());
    int[] before = Sliding.numbers(sliding.padding());
    int channel = image[0] * image[1] * image[2];
    int windows = count[0] * count[1] * count[2];
    return Optional.of(
        (in, out) -> {
          for (int i = 0; i < out.length; i++) {
            int place = i % windows;
            int z = place / count[2] / count[1] * step[0] - before[0];
            int y = place / count[2] % count[1] * step[1] - before[1];
            int x = place % count[2] * step[2] - before[2];
            int best = -1;
            int start = i / windows * channel;
            for (int a = Math.max(z, 0); a < Math.min(z + size[0], image[0]); a++) {
              for (int b = Math.max(y, 0); b < Math.min(y + size[1], image[1]); b++) {
                for (int c = Math.max(x, 0); c < Math.min(x + size[2], image[2]); c++) {
                  int at = (a * image[1] + b) * image[2] + c;
                  double value = in[0][start + at];
                  if (best < 0 || value > in[0][start + best] || Double.isNaN(value)) {
                    best = at;
                  }
                }
              }
            }
            out[i] = best;
          }
        });
  }
}
