package org.borch.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Pooling of images {@code [rows, channels, ...]}, composed of primitives. Windows reach into the
 * padding, which holds nothing.
 */
final class Pooling {

  private Pooling() {}

  /** The largest elements; of equal ones the first has the whole derivative, as in the engine. */
  static BorchArray max(BorchArray x, Shape window, Shape stride, Shape padding, boolean ceil) {
    BorchArray index =
        x.apply(
            new ArgMaxPool(
                Sliding.sizes(window), Sliding.sizes(stride), Sliding.sizes(padding), ceil));
    return x.flatten(2, -1).gather(index.flatten(2, -1), 2).reshape(index.getShape());
  }

  /**
   * The means.
   *
   * @param countPadding whether the padding counts as zeros
   */
  static BorchArray average(
      BorchArray x, Shape window, Shape stride, Shape padding, boolean ceil, boolean countPadding) {
    BorchArray sums = sums(x, window, stride, padding, ceil);
    Shape places = sums.getShape().slice(2);
    double[] counts = new double[Math.toIntExact(places.size())];
    Arrays.fill(counts, 1);
    int inner = counts.length;
    for (int axis = 0; axis < places.dimension(); axis++) {
      int length = (int) places.get(axis);
      inner /= length;
      for (int i = 0; i < counts.length; i++) {
        long begin = i / inner % length * stride.get(axis) - padding.get(axis);
        long size = x.getShape().get(axis + 2);
        long end = Math.min(begin + window.get(axis), size + padding.get(axis));
        counts[i] *= countPadding ? end - begin : Math.min(end, size) - Math.max(begin, 0);
      }
    }
    return sums.div(BorchArray.of(new Spec(places, x.getDataType()), counts));
  }

  /**
   * The norms (Σ |x|^p)^(1/p). A window that reaches beyond the image has fewer elements; the
   * engine would scale their sum up.
   */
  static BorchArray norm(
      BorchArray x, double p, Shape window, Shape stride, Shape padding, boolean ceil) {
    return root(sums(powers(x, p), window, stride, padding, ceil), p);
  }

  /** The norms of whole channels. */
  static BorchArray globalNorm(BorchArray x, double p) {
    return root(powers(x.flatten(2, -1), p).sum(new int[] {2}), p);
  }

  private static BorchArray powers(BorchArray x, double p) {
    return p == 2 ? x.square() : x.abs().pow(p);
  }

  /** sum^(1/p), with derivative 0 at 0. */
  private static BorchArray root(BorchArray sum, double p) {
    BorchArray positive = sum.gt(0).toType(sum.getDataType(), false);
    BorchArray safe = sum.add(positive.neg().add(1));
    return (p == 2 ? safe.sqrt() : safe.pow(1 / p)).mul(positive);
  }

  /** The sums over windows: a convolution with ones, of each channel by itself. */
  private static BorchArray sums(
      BorchArray x, Shape window, Shape stride, Shape padding, boolean ceil) {
    Shape places =
        ArgMaxPool.places(x.getShape(), window, stride, padding, ceil, "pooling of windows");
    DataType type = x.getDataType();
    BorchArray single =
        x.reshape(
            new Shape(x.getShape().get(0) * x.getShape().get(1), 1).addAll(x.getShape().slice(2)));
    for (int axis = 0; axis < window.dimension(); axis++) {
      long reached = (places.get(axis) - 1) * stride.get(axis) + window.get(axis);
      long beyond = reached - x.getShape().get(axis + 2) - 2 * padding.get(axis);
      if (beyond > 0) {
        long[] edge = single.getShape().getShape().clone();
        edge[axis + 2] = beyond;
        single = single.concat(BorchArray.full(new Shape(edge), 0, type), axis + 2);
      }
    }
    BorchArray ones = BorchArray.full(new Shape(1, 1).addAll(window), 1, type);
    return Convolution.of(single, ones, Sliding.of(stride, padding), 1)
        .reshape(x.getShape().slice(0, 2).addAll(places));
  }
}
