package org.borch.tensor.trace.jvm;

/** {@link VectorFunction} in single precision. */
interface FloatVectorFunction {

  /**
   * Computes a function; the last three arrays, as long as the others, are memory for one thread.
   */
  void apply(float[] x, float[] out, float[] u, float[] v, float[] w);
}
