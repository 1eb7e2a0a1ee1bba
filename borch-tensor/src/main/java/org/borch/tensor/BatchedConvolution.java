package org.borch.tensor;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.borch.tensor.Convolution.Part;
import org.jspecify.annotations.Nullable;

/**
 * Many convolutions as one. The batch becomes a part of an axis of the arrays that have it, chosen
 * by the array that does not: more rows if all share the weights, more filters if they share the
 * images, more channels if they share the responses, and more groups if they share nothing.
 */
final class BatchedConvolution {

  private final Convolution single;
  private final long size;
  private final @Nullable Part shared;

  BatchedConvolution(Convolution single, long size, boolean[] mapped) {
    this.single = single;
    this.size = size;
    this.shared = mapped[0] && mapped[1] ? null : single.part(mapped[0] ? 1 : 0);
  }

  BorchArray of(List<BorchArray> inputs) {
    BorchArray first = merged(single.part(0), inputs.get(0));
    BorchArray second = merged(single.part(1), inputs.get(1));
    int groups = shared == null ? Math.toIntExact(size * single.groups()) : single.groups();
    Convolution whole = new Convolution(single.result(), single.sliding(), groups, single.size());
    return split(single.result(), first.apply(whole, second));
  }

  /** The axis (without the batch) that takes the batch. */
  private int axis(Part part) {
    if (shared == Part.WEIGHTS) {
      return 0;
    }
    boolean filters = shared == Part.IMAGES || shared == null;
    return part == Part.WEIGHTS && filters ? 0 : 1;
  }

  /** How often the batch is repeated along that axis: each group has the batch inside. */
  private long outer(Part part) {
    boolean whole = shared == null || shared == Part.WEIGHTS;
    return whole || (shared == Part.RESPONSES && part == Part.WEIGHTS) ? 1 : single.groups();
  }

  private BorchArray merged(Part part, BorchArray array) {
    if (part == shared) {
      return array;
    }
    int axis = axis(part);
    long outer = outer(part);
    Shape one = array.getShape().slice(1);
    Shape divided =
        new Shape(size).addAll(one.slice(0, axis)).add(outer).add(one.get(axis) / outer);
    BorchArray moved = array.reshape(divided.addAll(one.slice(axis + 1))).moveAxis(0, axis + 1);
    return moved.reshape(one.slice(0, axis).add(size * one.get(axis)).addAll(one.slice(axis + 1)));
  }

  private BorchArray split(Part part, BorchArray array) {
    int axis = axis(part);
    long outer = outer(part);
    Shape all = array.getShape();
    long each = all.get(axis) / size;
    Shape divided = all.slice(0, axis).add(outer).add(size).add(each / outer);
    BorchArray moved = array.reshape(divided.addAll(all.slice(axis + 1))).moveAxis(axis + 1, 0);
    return moved.reshape(
        new Shape(size).addAll(all.slice(0, axis)).add(each).addAll(all.slice(axis + 1)));
  }
}
