package org.borch.infer.laplace;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The inverse Hessian along the way of a descent: a diagonal that learns from all steps (Gilbert
 * and Lemaréchal 1989), corrected by the last ones (BFGS). Zhang, Carpenter, Gelman and Vehtari
 * (2022), "Pathfinder", algorithm 3.
 */
final class PathCurvature {

  /** The least product of a step and the gradient's change, relative to the change's square. */
  private static final double LEAST = 1e-12;

  private final int memory;
  private final Deque<Secant> pairs = new ArrayDeque<>();
  private final double[] diagonal;

  PathCurvature(int dimension, int memory) {
    this.memory = memory;
    this.diagonal = new double[dimension];
    Arrays.fill(diagonal, 1);
  }

  /** Learns from a step; one along which the gradient does not rise would spoil the matrix. */
  void add(Point before, Point after) {
    Secant pair = new Secant(before, after);
    if (!(pair.product > LEAST * Point.dot(pair.change, pair.change))) {
      return;
    }
    learn(pair.step, pair.change, pair.product);
    if (pairs.size() == memory) {
      pairs.removeFirst();
    }
    pairs.addLast(pair);
  }

  private void learn(double[] step, double[] change, double product) {
    double a = 0;
    double c = 0;
    for (int i = 0; i < step.length; i++) {
      a += change[i] * change[i] * diagonal[i];
      c += step[i] * step[i] / diagonal[i];
    }
    for (int i = 0; i < step.length; i++) {
      double old = diagonal[i];
      double precision =
          a / (product * old)
              + change[i] * change[i] / product
              - a * step[i] * step[i] / (product * c * old * old);
      if (precision > 0 && Double.isFinite(1 / precision)) {
        diagonal[i] = 1 / precision;
      }
    }
  }

  /** The inverse Hessian: H ← (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ for each step kept. */
  double[][] inverseHessian() {
    int n = diagonal.length;
    double[][] h = new double[n][n];
    for (int i = 0; i < n; i++) {
      h[i][i] = diagonal[i];
    }
    for (Secant pair : pairs) {
      double[] hy = new double[n];
      for (int i = 0; i < n; i++) {
        hy[i] = Point.dot(h[i], pair.change);
      }
      double rho = 1 / pair.product;
      double factor = rho * (1 + rho * Point.dot(pair.change, hy));
      for (int i = 0; i < n; i++) {
        double si = pair.step[i];
        for (int j = 0; j < n; j++) {
          h[i][j] += factor * si * pair.step[j] - rho * (hy[i] * pair.step[j] + si * hy[j]);
        }
      }
    }
    return h;
  }
}
