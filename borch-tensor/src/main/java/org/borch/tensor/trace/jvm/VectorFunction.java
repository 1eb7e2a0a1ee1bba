package org.borch.tensor.trace.jvm;

/** Code for a function of the elements of an array. Threads share it. */
interface VectorFunction {

  /**
   * Computes a function; the last three arrays, as long as the others, are memory for one thread.
   */
  void apply(double[] x, double[] out, double[] u, double[] v, double[] w);
}
