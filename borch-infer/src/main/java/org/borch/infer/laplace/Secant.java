package org.borch.infer.laplace;

/** A step of a descent and how the gradient changed along it, which tells of the curvature. */
final class Secant {

  final double[] step;
  final double[] change;

  /** Their product: the curvature along the step, if it is above 0. */
  final double product;

  /** Between two points. */
  Secant(Point before, Point after) {
    int n = before.at().length;
    step = new double[n];
    change = new double[n];
    for (int i = 0; i < n; i++) {
      step[i] = after.at()[i] - before.at()[i];
      change[i] = after.gradient()[i] - before.gradient()[i];
    }
    product = Point.dot(step, change);
  }
}
