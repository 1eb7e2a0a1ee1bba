package org.borch.nn;

import ai.djl.ndarray.types.Shape;
import org.borch.distributions.Distribution;

/** Makes the prior of a layer's weights: {@link Priors}, or a function of your own. */
@FunctionalInterface
public interface Prior {

  /**
   * The prior of an array of weights.
   *
   * @param shape of the array, to which the prior's batch shape must expand
   * @param fanIn how many inputs reach one output of the layer, for its bias, too
   * @param fanOut how many outputs one input of the layer reaches
   */
  Distribution of(Shape shape, long fanIn, long fanOut);
}
