package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;

/**
 * Normalises each row: (x - mean) / √(variance + eps) · weight + bias over its last axis, weight
 * and bias [size] (Ba, Kiros and Hinton 2016). Weight and bias are learned numbers, unless priors
 * are given.
 */
public final class LayerNorm extends Module<NDArray, NDArray> {

  private static final float EPS = 1e-5f;

  private final long size;
  private final Norm norm;

  /** With a learned scale and shift. */
  public LayerNorm(long size) {
    this(size, Norm.learned());
  }

  /** With random ones: {@code new LayerNorm(64, Priors.normal(1, 0.1), Priors.normal(0, 0.1))}. */
  public LayerNorm(long size, Prior scale, Prior shift) {
    this(size, new Norm(scale, shift));
  }

  private LayerNorm(long size, Norm norm) {
    LayerWeights.requireSizes("LayerNorm(" + size + ")", size);
    this.size = size;
    this.norm = norm;
  }

  /** x: batch + [size] → batch + [size]. */
  @Override
  protected NDArray forward(NDArray x) {
    LayerWeights.requireAxis(this, x, -1, 1, size);
    Shape shape = new Shape(size);
    return x.getNDArrayInternal()
        .layerNorm(x, shape, norm.scale(this, shape), norm.shift(this, shape), EPS)
        .singletonOrThrow();
  }

  @Override
  public String toString() {
    return "LayerNorm(" + size + ")";
  }
}
