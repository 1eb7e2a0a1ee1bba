package org.borch.tensor.number;

/** Numbers moved between arrays of doubles and of floats. */
public final class Precision {

  private Precision() {}

  /** Rounds doubles to floats. */
  public static void narrow(double[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }

  /** Copies floats to doubles. */
  public static void widen(float[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i];
    }
  }

  /** Copies doubles as the nearest floats. */
  public static void round(double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }

  /** The nearest floats. */
  public static float[] narrowed(double[] numbers) {
    float[] result = new float[numbers.length];
    narrow(numbers, result);
    return result;
  }
}
