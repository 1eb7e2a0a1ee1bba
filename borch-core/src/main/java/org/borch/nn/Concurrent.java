package org.borch.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.borch.Module;
import org.borch.tensor.ArrayMath;

/** Layers of one input, whose outputs are joined along an axis; children {@code 0}, {@code 1}. */
public final class Concurrent extends Module<NDArray, NDArray> {

  private final int axis;
  private final List<Module<NDArray, NDArray>> branches = new ArrayList<>();

  /**
   * Of some layers.
   *
   * @param axis along which outputs are joined, 1 for channels or features
   * @throws IllegalArgumentException if there is no layer
   */
  public Concurrent(int axis, List<? extends Module<NDArray, NDArray>> branches) {
    this.axis = axis;
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("Concurrent without layers, expected at least one");
    }
    for (Module<NDArray, NDArray> branch : branches) {
      this.branches.add(child(Integer.toString(this.branches.size()), branch));
    }
  }

  /** The outputs of all layers, one after the other. */
  @Override
  protected NDArray forward(NDArray x) {
    NDArray[] outputs = branches.stream().map(each -> each.call(x)).toArray(NDArray[]::new);
    return ArrayMath.concat(axis, outputs);
  }

  @Override
  public String toString() {
    return "Concurrent(" + branches + ")";
  }
}
