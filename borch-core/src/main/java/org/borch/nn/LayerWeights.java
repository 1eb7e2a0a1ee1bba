package org.borch.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.borch.Module;

/** What layers have in common: weights as random variables, and words about wrong input. */
final class LayerWeights {

  private LayerWeights() {}

  /** A weight of a layer: a random variable of this shape. */
  static NDArray draw(
      Module<?, ?> layer, String name, Prior prior, Shape shape, long fanIn, long fanOut) {
    return layer.rv(name, prior.of(shape, fanIn, fanOut).expand(shape));
  }

  /** Refuses sizes below 1. */
  static void requireSizes(String call, long... sizes) {
    for (long size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException(call + ", expected sizes of at least 1");
      }
    }
  }

  /** Refuses groups that do not divide the channels of input and output. */
  static void requireGroups(int groups, long in, long out) {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "groups = " + groups + ", expected a divisor of " + in + " and of " + out);
    }
  }

  /**
   * Refuses an input whose axis is not of a length.
   *
   * @param axis counted from the end if below 0
   */
  static void requireAxis(Module<?, ?> layer, NDArray x, int axis, int rank, long length) {
    Shape shape = x.getShape();
    int place = axis < 0 ? shape.dimension() + axis : axis;
    if (shape.dimension() < rank || place < 0 || shape.get(place) != length) {
      throw new IllegalArgumentException(
          layer
              + " got an input of shape "
              + shape
              + ", expected "
              + length
              + " at "
              + (axis == -1 ? "the last axis" : "axis " + axis)
              + (rank > 1 ? " of at least " + rank + " axes" : ""));
    }
  }
}
