package org.borch.tensor.jvm;

/** Generated code in single precision. */
interface FloatBody {

  /** Computes the results from the inputs, both in the memory. */
  void run(FloatMemory memory);
}
