package org.borch.tensor.jvm;

/** Generated code. */
interface Body {

  /** Computes the results from the inputs, both in the memory. */
  void run(Memory memory);
}
