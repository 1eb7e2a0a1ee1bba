package org.borch.nn;

import ai.djl.ndarray.NDArray;
import org.borch.Module;
import org.borch.distributions.Distribution;

/**
 * How observations come from a network's outputs: {@link Heads}, or a function of your own. What it
 * learns besides, such as the noise, are random variables of the module that asks.
 */
@FunctionalInterface
public interface Head {

  /**
   * The distribution of the observations, with the rows as its only batch axis.
   *
   * @param module that draws, whose {@code rv} makes what else is random
   * @param outputs [n, ...]
   * @throws IllegalArgumentException if the outputs have another shape than the head needs
   */
  Distribution of(Module<?, ?> module, NDArray outputs);
}
