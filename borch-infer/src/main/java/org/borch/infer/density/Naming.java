package org.borch.infer.density;

import ai.djl.ndarray.types.Shape;

/** What the elements of variables are called. */
@FunctionalInterface
public interface Naming {

  /**
   * The name of an element, such as {@code theta[1]}.
   *
   * @param shape of the variable
   * @param offset row-major, from 0
   */
  String element(String variable, Shape shape, int offset);
}
