package org.borch.infer.curvature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The factors of a linear layer's curvature: about G ⊗ A / n for n rows, where the parameters are
 * the matrix [out, in] row by row, with the bias as its last column (Martens and Grosse 2015). It
 * is exact for one row, and where inputs and derivatives are independent.
 *
 * @param hasBias whether the bias is the last column
 * @param inputs A, Σ a aᵀ over rows: [in or in + 1, in or in + 1]
 * @param outputs G, Σ of the rows' curvature by the layer's outputs: [out, out]
 */
public record KroneckerFactors(boolean hasBias, NDArray inputs, NDArray outputs) {

  /**
   * The block that they stand for, [out in, out in].
   *
   * @param rows n, of shape () or (1)
   */
  public NDArray block(NDArray rows) {
    long in = inputs.getShape().get(0);
    long out = outputs.getShape().get(0);
    NDArray g = outputs.reshape(new Shape(out, 1, out, 1));
    NDArray a = inputs.reshape(new Shape(1, in, 1, in));
    return g.mul(a).reshape(out * in, out * in).div(rows);
  }
}
