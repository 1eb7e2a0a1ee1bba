package org.borch.tensor.random;

import org.borch.tensor.number.PortableMath;

/**
 * Standard normal numbers by the method of Box and Muller (1958). A block of 256 elements comes
 * from 128 points of the plane: their abscissae first, then their ordinates. Values reach ±8.57.
 */
final class NormalNoise extends BlockNoise {

  private static final int POINTS = BLOCK / 2;
  private static final double QUARTER_TURN = 0.5 * Math.PI;

  private static final int SCRATCH = 5;

  private long[] words = {};
  private double[][] scratch = {};
  private double[] abscissae = {};
  private double[] ordinates = {};

  NormalNoise(long key) {
    super(NoiseStream.Kind.NORMAL, key);
  }

  @Override
  void compute(long block, int count) {
    int points = Math.min(count, POINTS);
    reserve(points, count);
    long first = start + block * BLOCK * step;
    points(first, step, points, words, scratch, abscissae, ordinates);
    System.arraycopy(abscissae, 0, values, 0, points);
    System.arraycopy(ordinates, 0, values, points, count - points);
  }

  private void reserve(int points, int count) {
    if (values.length < count) {
      values = new double[count];
    }
    if (words.length < points) {
      words = new long[points];
      scratch = new double[SCRATCH][points];
      abscissae = new double[points];
      ordinates = new double[points];
    }
  }

  /** Computes points of the plane with normal coordinates, from words that begin at a place. */
  private static void points(
      long start,
      long step,
      int points,
      long[] words,
      double[][] scratch,
      double[] abscissae,
      double[] ordinates) {
    double[] energy = scratch[0];
    double[] angle = scratch[1];
    UniformNoise.words(words, points, start, 2 * step);
    UniformLogarithm.negativeLog(words, energy, points, scratch[2], scratch[3], scratch[4]);
    UniformNoise.words(words, points, start + step, 2 * step);
    angles(words, angle, points);
    sines(angle, ordinates, points);
    cosines(angle, abscissae, points);
    turn(energy, ordinates, abscissae, points);
  }

  /** The normal number of words {@code i} and i + 1: for samplers that go element by element. */
  static double scalar(NoiseStream stream, long i) {
    double radius = Math.sqrt(-2 * PortableMath.log(stream.uniform(i)));
    double angle = (stream.uniform(i + 1) - 0.5) * QUARTER_TURN;
    double sin = PortableMath.sinNear0(angle);
    double sin2 = 2 * sin * PortableMath.cosNear0(angle);
    return radius * (1 - 2 * (sin2 * sin2));
  }

  private static void angles(long[] words, double[] angle, int points) {
    for (int i = 0; i < points; i++) {
      angle[i] = (NoiseStream.openUniform(words[i]) - 0.5) * QUARTER_TURN;
    }
  }

  private static void sines(double[] angle, double[] out, int points) {
    for (int i = 0; i < points; i++) {
      out[i] = PortableMath.sinNear0(angle[i]);
    }
  }

  private static void cosines(double[] angle, double[] out, int points) {
    for (int i = 0; i < points; i++) {
      out[i] = PortableMath.cosNear0(angle[i]);
    }
  }

  /** Doubles the angle twice, to a whole turn, and stretches the points to their radius. */
  private static void turn(double[] energy, double[] sin, double[] cos, int points) {
    for (int i = 0; i < points; i++) {
      double sin2 = 2 * sin[i] * cos[i];
      double cos2 = 1 - 2 * (sin[i] * sin[i]);
      double radius = Math.sqrt(2 * energy[i]);
      sin[i] = radius * (2 * sin2 * cos2);
      cos[i] = radius * (1 - 2 * (sin2 * sin2));
    }
  }
}
