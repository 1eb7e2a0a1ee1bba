package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;

import ai.djl.ndarray.NDArray;
import java.util.stream.IntStream;
import org.borch.distributions.constraint.Real;
import org.borch.distributions.transform.Bijector;
import org.borch.distributions.transform.Bijectors;
import org.borch.tensor.BorchArray;

/**
 * The trapezoidal rule in the unconstrained space of a univariate support, which converges
 * exponentially there. The real line is stretched by sinh for the sake of heavy tails.
 */
final class Quadrature {

  private static final int POINTS = 20_001;

  /** Logistic values beyond round to 1 in double precision. */
  private static final double UNCONSTRAINED_RANGE = 36;

  private static final double SINH_RANGE = 7;

  /** For tails as heavy as Cauchy's. */
  private static final double HEAVY_SINH_RANGE = 16;

  private final NDArray points;
  private final NDArray weights;

  private Quadrature(NDArray points, NDArray weights) {
    this.points = points;
    this.weights = weights;
  }

  static Quadrature over(Distribution distribution) {
    boolean isReal = distribution.support() instanceof Real;
    double range =
        isReal ? (isHeavy(distribution) ? HEAVY_SINH_RANGE : SINH_RANGE) : UNCONSTRAINED_RANGE;
    double step = 2 * range / (POINTS - 1);
    double[] t = IntStream.range(0, POINTS).mapToDouble(i -> -range + i * step).toArray();
    double[] u = new double[POINTS];
    double[] du = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      u[i] = isReal ? Math.sinh(t[i]) : t[i];
      du[i] = step * (isReal ? Math.cosh(t[i]) : 1);
    }
    Bijector bijector = Bijectors.to(distribution.support());
    NDArray at = BorchArray.of(u);
    NDArray x = bijector.forward(at);
    return new Quadrature(x, exp(bijector.logAbsDetJacobian(at, x)).mul(BorchArray.of(du)));
  }

  private static boolean isHeavy(Distribution distribution) {
    return distribution.has(Quantity.VARIANCE)
        && Double.isInfinite(BorchArray.wrap(distribution.variance()).values()[0]);
  }

  NDArray points() {
    return points;
  }

  /** The integral of values given at the points, a scalar. */
  NDArray integral(NDArray values) {
    return values.mul(weights).sum();
  }
}
