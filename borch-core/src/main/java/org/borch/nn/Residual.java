package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.borch.Module;

/** A layer and the way around it: x + inside(x). */
public final class Residual extends Module<NDArray, NDArray> {

  private final Module<NDArray, NDArray> inside;

  /** Around a layer whose output has the shape of its input; it is the child {@code inside}. */
  public Residual(Module<NDArray, NDArray> inside) {
    this.inside = child("inside", inside);
  }

  /** x of any shape that the layer keeps → the same shape. */
  @Override
  protected NDArray forward(NDArray x) {
    NDArray y = inside.call(x);
    if (!y.getShape().equals(x.getShape())) {
      throw new IllegalArgumentException(
          this
              + ": the layer makes "
              + y.getShape()
              + " of "
              + x.getShape()
              + ", expected the same shape; add a layer to the way around it in a module of your"
              + " own");
    }
    return x.add(y);
  }

  @Override
  public String toString() {
    return "Residual(" + inside + ")";
  }
}
