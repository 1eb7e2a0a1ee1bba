package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;

/**
 * A map of two vectors with random weights, linear in each: y_k = aᵀ W_k b + bias_k, weight [out,
 * in1, in2] and bias [out].
 */
public final class Bilinear extends Module<NDList, NDArray> {

  private final long in1;
  private final long in2;
  private final long out;
  private final Prior prior;

  /** With {@link Priors#kaiming} priors. */
  public Bilinear(long in1, long in2, long out) {
    this(in1, in2, out, Priors.kaiming());
  }

  /**
   * With one kind of prior for weight and bias.
   *
   * @throws IllegalArgumentException if a size is below 1
   */
  public Bilinear(long in1, long in2, long out, Prior prior) {
    LayerWeights.requireSizes("Bilinear(" + in1 + ", " + in2 + ", " + out + ")", in1, in2, out);
    this.in1 = in1;
    this.in2 = in2;
    this.out = out;
    this.prior = prior;
  }

  /** a: [B, in1] and b: [B, in2] → [B, out]. */
  @Override
  protected NDArray forward(NDList pair) {
    if (pair.size() != 2) {
      throw new IllegalArgumentException(this + " got " + pair.size() + " arrays, expected 2");
    }
    NDArray a = pair.get(0);
    NDArray b = pair.get(1);
    LayerWeights.requireAxis(this, a, -1, 2, in1);
    LayerWeights.requireAxis(this, b, -1, 2, in2);
    long fanIn = in1 * in2;
    NDArray weight = LayerWeights.draw(this, "weight", prior, new Shape(out, in1, in2), fanIn, out);
    NDArray bias = LayerWeights.draw(this, "bias", prior, new Shape(out), fanIn, out);
    long rows = a.getShape().get(0);
    NDArray products = a.expandDims(2).mul(b.expandDims(1)).reshape(rows, fanIn); // [B, in1 in2]
    return products.matMul(weight.reshape(out, fanIn).transpose()).add(bias);
  }

  @Override
  public String toString() {
    return "Bilinear(" + in1 + ", " + in2 + ", " + out + ")";
  }
}
