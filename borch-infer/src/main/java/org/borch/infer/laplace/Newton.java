package org.borch.infer.laplace;

import org.borch.infer.density.LogDensity;

/**
 * Newton's steps from where a search ended: they double the digits of a mode, and reach one that
 * L-BFGS came near but not to.
 */
final class Newton {

  /**
   * The squared length of the next step in posterior standard deviations below which a point is the
   * mode to all digits.
   */
  private static final double AT_MODE = 1e-24;

  private Newton() {}

  /** Steps while they lead nearer to the mode. */
  static LaplaceFit refine(LogDensity density, Mode mode, int maxSteps) {
    LogDensity.Evaluator evaluator = density.evaluator();
    Hessian hessian = Hessian.of(density);
    Point point = mode.found();
    Precision precision = precision(hessian, point);
    int steps = 0;
    while (steps < maxSteps && precision.isDefinite()) {
      double[] direction = precision.solve(point.gradient());
      double left = Point.dot(direction, point.gradient());
      Point next = left > AT_MODE ? Point.of(evaluator, point.along(direction, -1)) : point;
      if (next == point || !next.isFinite()) {
        break;
      }
      Precision there = precision(hessian, next);
      if (!there.isDefinite() || !(distance(there, next) < left)) {
        break;
      }
      point = next;
      precision = there;
      steps++;
    }
    double left = precision.isDefinite() ? distance(precision, point) : Double.POSITIVE_INFINITY;
    boolean atMode = left < LaplaceFit.AT_MODE;
    boolean changed = steps > 0 || (atMode && !mode.isConverged());
    Mode refined = changed ? mode.refined(density, point, steps, atMode) : mode;
    return LaplaceFit.of(density, refined, precision, left);
  }

  /** gᵀ A⁻¹ g: the squared distance to the mode in posterior standard deviations. */
  private static double distance(Precision precision, Point point) {
    return Point.dot(precision.solve(point.gradient()), point.gradient());
  }

  private static Precision precision(Hessian hessian, Point point) {
    double[][] matrix = hessian.at(point.at());
    for (double[] row : matrix) {
      for (int i = 0; i < row.length; i++) {
        row[i] = -row[i];
      }
    }
    return Precision.of(matrix);
  }
}
