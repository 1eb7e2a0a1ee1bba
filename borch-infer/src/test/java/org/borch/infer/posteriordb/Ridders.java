package org.borch.infer.posteriordb;

import java.util.function.DoubleUnaryOperator;

/**
 * The derivative of a function by central differences with ever smaller steps, extrapolated to a
 * step of 0, where the column of least change is taken (Ridders 1982, Accurate computation of F'(x)
 * and F'(x)F''(x), Advances in Engineering Software 4).
 */
final class Ridders {

  /** Coordinates of a posterior may have widths from 1e-3 to 100. */
  private static final double FIRST_STEP = 0.5;

  private static final double SHRINK = 2;
  private static final int STEPS = 22;

  private Ridders() {}

  static double derivative(DoubleUnaryOperator f, double x) {
    double[][] table = new double[STEPS][STEPS];
    double best = Double.NaN;
    double leastChange = Double.POSITIVE_INFINITY;
    double step = FIRST_STEP;
    for (int i = 0; i < STEPS; i++, step /= SHRINK) {
      double up = x + step;
      double down = x - step;
      table[i][0] = (f.applyAsDouble(up) - f.applyAsDouble(down)) / (up - down);
      double factor = SHRINK * SHRINK;
      for (int j = 1; j <= i; j++, factor *= SHRINK * SHRINK) {
        table[i][j] = (table[i][j - 1] * factor - table[i - 1][j - 1]) / (factor - 1);
        double change =
            Math.max(
                Math.abs(table[i][j] - table[i][j - 1]),
                Math.abs(table[i][j] - table[i - 1][j - 1]));
        if (change <= leastChange) {
          leastChange = change;
          best = table[i][j];
        }
      }
    }
    return best;
  }
}
