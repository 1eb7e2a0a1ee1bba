package org.borch.infer.laplace;

import org.borch.infer.density.LogDensity;

/** A point with the negative log density there, which a descent makes small, and its gradient. */
final class Point {

  private final double[] at;
  private final double value;
  private final double[] gradient;

  private Point(double[] at, double value, double[] gradient) {
    this.at = at;
    this.value = value;
    this.gradient = gradient;
  }

  /** Evaluates the density. */
  static Point of(LogDensity.Evaluator density, double[] at) {
    double[] gradient = new double[at.length];
    double value = -density.valueAndGradient(at, gradient);
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = -gradient[i];
    }
    return new Point(at, value, gradient);
  }

  /** The coordinates; not copied. */
  double[] at() {
    return at;
  }

  /** The negative log density. */
  double value() {
    return value;
  }

  /** Its derivatives; not copied. */
  double[] gradient() {
    return gradient;
  }

  /** Whether value and gradient are finite. */
  boolean isFinite() {
    boolean finite = Double.isFinite(value);
    for (double each : gradient) {
      finite &= Double.isFinite(each);
    }
    return finite;
  }

  /** The largest derivative, without sign. */
  double steepness() {
    double most = 0;
    for (double each : gradient) {
      most = Math.max(most, Math.abs(each));
    }
    return most;
  }

  /** The coordinates of {@code at + step * direction}. */
  double[] along(double[] direction, double step) {
    double[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * direction[i];
    }
    return moved;
  }

  /** The derivative in a direction. */
  double slope(double[] direction) {
    return dot(gradient, direction);
  }

  /** Σ a b. */
  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
