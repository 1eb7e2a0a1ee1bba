package org.borch.distributions;

import ai.djl.ndarray.NDArray;
import org.borch.tensor.Operand;

/** The part of {@link Distributions} on vectors and matrices. */
abstract class VectorFactories extends CountFactories {

  VectorFactories() {}
}
