package org.borch.nn;

import static org.borch.tensor.ArrayMath.take;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;

/** A random vector for each item of a list: weight [items, size], of which inputs are rows. */
public final class Embedding extends Module<NDArray, NDArray> {

  private final long items;
  private final long size;
  private final Prior prior;

  /** With Normal(0, 1) priors: one number reaches each output, so that this is Kaiming's. */
  public Embedding(long items, long size) {
    this(items, size, Priors.kaiming());
  }

  /**
   * With another prior.
   *
   * @throws IllegalArgumentException if a size is below 1
   */
  public Embedding(long items, long size, Prior prior) {
    LayerWeights.requireSizes("Embedding(" + items + ", " + size + ")", items, size);
    this.items = items;
    this.size = size;
    this.prior = prior;
  }

  /** Numbers of items, 0 to items - 1: batch → batch + [size]. */
  @Override
  protected NDArray forward(NDArray item) {
    NDArray weight = LayerWeights.draw(this, "weight", prior, new Shape(items, size), 1, size);
    return take(weight, item, 0);
  }

  @Override
  public String toString() {
    return "Embedding(" + items + ", " + size + ")";
  }
}
