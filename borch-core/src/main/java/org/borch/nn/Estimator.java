package org.borch.nn;

import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.borch.Module;
import org.borch.distributions.Delta;
import org.borch.distributions.Distribution;
import org.borch.distributions.Normal;
import org.jspecify.annotations.Nullable;

/**
 * How a linear layer uses the distribution of its weights in training. All give the same mean loss,
 * the negative ELBO, and differ in the noise of its derivative. Outside of training every draw is
 * one function: weights are drawn.
 *
 * <p>The last two need independent normals as q, as {@code Posteriors.normal()} and {@code
 * automatic()} of normal priors are; with learned points there is nothing to estimate.
 */
public enum Estimator {
  /** One draw of the weights serves all rows. */
  WEIGHTS,
  /**
   * Outputs are drawn in place of weights, for each row by itself: N(x μᵀ, x² σ²ᵀ) (Kingma,
   * Salimans and Welling 2015, "Variational dropout and the local reparameterization trick"). Least
   * noise, for two products.
   */
  LOCAL,
  /**
   * One draw of the weights, whose distance from the mean has other signs for each row (Wen et al.
   * 2018, "Flipout").
   */
  FLIPOUT;

  /** Beside variances, so that a row of zeros has a derivative. */
  private static final double LEAST_VARIANCE = 1e-16;

  /**
   * The layer's output for its drawn weight.
   *
   * @param signAxes how many leading axes of input and output have signs of their own
   * @param map of input and weight, linear in both
   */
  NDArray output(
      Module<?, ?> layer, NDArray x, NDArray weight, int signAxes, BinaryOperator<NDArray> map) {
    Normal q = this == WEIGHTS || !layer.isTraining() ? null : normal(layer);
    if (q == null) {
      return map.apply(x, weight);
    }
    NDArray loc = q.parameters().get(0).value().as(weight.getDataType());
    NDArray mean = map.apply(x, loc);
    if (this == LOCAL) {
      NDArray scale = q.parameters().get(1).value().as(weight.getDataType());
      NDArray variance = map.apply(square(x), square(scale)).add(LEAST_VARIANCE);
      return mean.add(sqrt(variance).mul(layer.noise("local").normal(mean.getShape())));
    }
    NDArray in = signs(layer, "flipout.in", x.getShape(), signAxes);
    NDArray out = signs(layer, "flipout.out", mean.getShape(), signAxes);
    return mean.add(map.apply(x.mul(in), weight.sub(loc)).mul(out));
  }

  private static NDArray signs(Module<?, ?> layer, String name, Shape shape, int axes) {
    long[] sizes = shape.getShape().clone();
    Arrays.fill(sizes, axes, sizes.length, 1);
    return where(layer.noise(name).uniform(new Shape(sizes)).gt(0.5), 1, -1);
  }

  private @Nullable Normal normal(Module<?, ?> layer) {
    Distribution q = layer.approximation("weight").orElse(null);
    if (q instanceof Normal normal) {
      return normal;
    }
    if (q == null || q instanceof Delta) {
      return null;
    }
    throw new IllegalArgumentException(
        layer
            + " with Estimator."
            + this
            + " got the approximation "
            + q
            + " of its weight, expected independent normals, as Posteriors.normal() has; use"
            + " Estimator.WEIGHTS with this one");
  }
}
