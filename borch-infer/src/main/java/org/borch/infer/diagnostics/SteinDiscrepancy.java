package org.borch.infer.diagnostics;

/**
 * How far points are from a density of which the gradient of the log is known, up to no constant:
 * the kernel Stein discrepancy. It sees errors that R-hat cannot, such as that of step sizes, since
 * it knows the density. Liu, Lee and Jordan 2016, equation 10; Gorham and Mackey 2017, whose kernel
 * {@link Kernel#inverseMultiquadric} detects what a Gaussian one misses in many dimensions.
 *
 * <pre>
 *   k₀(x, y) = s(x)·s(y) k + s(x)·∇y k + s(y)·∇x k + trace ∇x ∇y k,    s = ∇ log p
 * </pre>
 */
public final class SteinDiscrepancy {

  /** A kernel k(x, y) = φ(|x - y|²), by φ and its derivatives. */
  public interface Kernel {

    /**
     * φ, φ' and φ''.
     *
     * @param squared |x - y|²
     */
    double[] at(double squared);

    /** exp(-r² / (2 h²)). */
    static Kernel gaussian(double h) {
      double scale = -1 / (2 * requirePositive("width", h) * h);
      return squared -> {
        double value = Math.exp(scale * squared);
        return new double[] {value, scale * value, scale * scale * value};
      };
    }

    /** (c² + r²)^(-1/2). */
    static Kernel inverseMultiquadric(double c) {
      double offset = requirePositive("offset", c) * c;
      return squared -> {
        double base = offset + squared;
        double value = 1 / Math.sqrt(base);
        return new double[] {value, -0.5 * value / base, 0.75 * value / (base * base)};
      };
    }

    private static double requirePositive(String what, double value) {
      if (!(value > 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(
            "kernel " + what + " = " + value + ", expected a finite number > 0");
      }
      return value;
    }
  }

  private SteinDiscrepancy() {}

  /**
   * The square of the discrepancy, its estimate without bias: 0 in the mean for independent points
   * of the density itself, where it may be negative.
   *
   * @param points [n][d], n at least 2
   * @param scores [n][d]: the gradient of the log density at each
   * @throws IllegalArgumentException if these are not n times d numbers each
   */
  public static double squared(double[][] points, double[][] scores, Kernel kernel) {
    int n = points.length;
    if (n < 2 || scores.length != n) {
      throw new IllegalArgumentException(
          "%d points with %d gradients, expected as many, and at least 2"
              .formatted(n, scores.length));
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        sum += term(points[i], scores[i], points[j], scores[j], kernel);
      }
    }
    return 2 * sum / ((double) n * (n - 1));
  }

  /**
   * k₀ of two points.
   *
   * @param x [d]
   * @param sx [d], the gradient of the log density at x
   * @param y [d]
   * @param sy [d], that at y
   */
  static double term(double[] x, double[] sx, double[] y, double[] sy, Kernel kernel) {
    int d = x.length;
    if (sx.length != d || y.length != d || sy.length != d) {
      throw new IllegalArgumentException(
          "points of %d and %d coordinates with gradients of %d and %d, expected as many"
              .formatted(d, y.length, sx.length, sy.length));
    }
    double squared = 0;
    double scores = 0;
    double across = 0;
    for (int i = 0; i < d; i++) {
      double way = x[i] - y[i];
      squared += way * way;
      scores += sx[i] * sy[i];
      across += (sx[i] - sy[i]) * way;
    }
    double[] phi = kernel.at(squared);
    return scores * phi[0] - 2 * phi[1] * across - 2 * d * phi[1] - 4 * squared * phi[2];
  }
}
