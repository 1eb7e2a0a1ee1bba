package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on an interval. */
abstract class BoundedFactories extends PositiveFactories {

  BoundedFactories() {}
}
