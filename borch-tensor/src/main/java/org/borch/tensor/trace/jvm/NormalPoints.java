package org.borch.tensor.trace.jvm;

/** Code that makes points of the plane with normal coordinates. Threads share it. */
public interface NormalPoints {

  /**
   * Computes points; all arrays have their number of elements at least.
   *
   * @param start the place of the first word
   * @param step from a word to the next
   * @param lanes the numbers 0, 1, ...
   * @param scratch memory for one thread
   * @param abscissae of the points
   * @param ordinates of the points
   */
  void compute(
      long start,
      long step,
      int points,
      long[] lanes,
      long[] words,
      double[][] scratch,
      double[] abscissae,
      double[] ordinates);
}
