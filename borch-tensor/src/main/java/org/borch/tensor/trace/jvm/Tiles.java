package org.borch.tensor.trace.jvm;

/** Code for products of matrices by tiles. Threads share it. */
interface Tiles {

  /**
   * Computes products.
   *
   * @param scratch memory of {@link TiledProduct#scratch} numbers for one thread
   */
  void multiply(double[] a, double[] b, double[] out, double[] scratch, TiledProduct shape);
}
