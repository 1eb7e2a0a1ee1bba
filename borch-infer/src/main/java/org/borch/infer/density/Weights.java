package org.borch.infer.density;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a density by name, as a function of them gets them. What a network does by
 * {@link #linear} is seen as a layer: curvature by Kronecker factors, and squared gradients of rows
 * without any row's gradient, need its inputs.
 */
public final class Weights extends AbstractMap<String, NDArray> {

  /** What the name of a linear layer's matrix ends with. */
  public static final String WEIGHT = ".weight";

  /** What the name of a linear layer's shift ends with. */
  public static final String BIAS = ".bias";

  private final Map<String, NDArray> parts;
  private final Tap tap;

  /**
   * Parameters.
   *
   * @param parts by name
   * @param tap at each layer
   */
  public Weights(Map<String, NDArray> parts, Tap tap) {
    this.parts = parts;
    this.tap = tap;
  }

  /** Sees linear layers. */
  @FunctionalInterface
  public interface Tap {

    /** Leaves all as it is. */
    Tap NONE = (layer, input, output) -> output;

    /**
     * Called at each layer, in their order.
     *
     * @param input batch + [in]
     * @param output batch + [out]
     * @return what goes on in place of the output
     */
    NDArray at(String layer, NDArray input, NDArray output);
  }

  /**
   * An affine map: x weightᵀ + bias with the parameters {@code layer.weight}, [out, in], and {@code
   * layer.bias}, [out], if there is one.
   *
   * @param x batch + [in], of at least two axes
   * @return batch + [out]
   * @throws IllegalArgumentException if there is no such weight, or shapes do not fit
   */
  public NDArray linear(String layer, NDArray x) {
    NDArray weight = parts.get(layer + WEIGHT);
    if (weight == null) {
      throw new IllegalArgumentException(
          "no parameter " + layer + WEIGHT + ", expected one of " + parts.keySet());
    }
    Shape inputs = x.getShape();
    Shape matrix = weight.getShape();
    if (matrix.dimension() != 2
        || inputs.dimension() < 2
        || inputs.get(inputs.dimension() - 1) != matrix.get(1)) {
      throw new IllegalArgumentException(
          layer
              + WEIGHT
              + " of shape "
              + matrix
              + " for an input of shape "
              + inputs
              + ", expected (out, in) and rows + (in)");
    }
    NDArray product = x.matMul(weight.transpose());
    NDArray bias = parts.get(layer + BIAS);
    return tap.at(layer, x, bias == null ? product : product.add(bias));
  }

  @Override
  public Set<Entry<String, NDArray>> entrySet() {
    return parts.entrySet();
  }
}
