package org.borch.tensor.trace.jvm;

/** {@link Tiles} in single precision. */
interface FloatTiles {

  /**
   * Computes products.
   *
   * @param scratch memory of {@link TiledProduct#scratch} numbers for one thread
   */
  void multiply(float[] a, float[] b, float[] out, float[] scratch, TiledProduct shape);
}
