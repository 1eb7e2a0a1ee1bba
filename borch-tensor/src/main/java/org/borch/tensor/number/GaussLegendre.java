package org.borch.tensor.number;

/** Gauss-Legendre quadrature on [0, 1], exact for polynomials up to degree 2 SIZE - 1. */
final class GaussLegendre {

  static final int SIZE = 28;

  private static final double[] NODES = new double[SIZE];
  private static final double[] WEIGHTS = new double[SIZE];

  static {
    for (int i = 0; i < SIZE; i++) {
      // StrictMath: the same bits everywhere. Tricomi's guess, then Newton's iteration.
      double x = StrictMath.cos(StrictMath.PI * (i + 0.75) / (SIZE + 0.5));
      double slope = 0;
      for (int step = 0; step < 6; step++) {
        double p = 1;
        double previous = 0;
        for (int n = 0; n < SIZE; n++) {
          double next = ((2 * n + 1) * x * p - n * previous) / (n + 1);
          previous = p;
          p = next;
        }
        slope = SIZE * (x * p - previous) / (x * x - 1);
        x -= p / slope;
      }
      NODES[i] = (1 - x) / 2;
      WEIGHTS[i] = 1 / ((1 - x * x) * slope * slope);
    }
  }

  private GaussLegendre() {}

  static double node(int i) {
    return NODES[i];
  }

  static double weight(int i) {
    return WEIGHTS[i];
  }
}
