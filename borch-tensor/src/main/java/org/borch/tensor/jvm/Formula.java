package org.borch.tensor.jvm;

import java.util.List;

/** The code for a function of elements: one operation, or a composition of several. */
@FunctionalInterface
public interface Formula {

  /**
   * The function's result.
   *
   * @param arguments numbers and vectors of one size
   * @return a number, if all arguments are
   */
  Term of(Terms terms, List<Term> arguments);
}
