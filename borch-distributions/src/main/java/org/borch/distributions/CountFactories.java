package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on whole numbers. */
abstract class CountFactories extends BoundedFactories {

  CountFactories() {}
}
