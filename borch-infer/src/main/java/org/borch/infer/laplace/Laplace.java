package org.borch.infer.laplace;

import org.borch.infer.density.LogDensity;
import org.borch.tensor.random.Seed;

/**
 * The normal approximation of a posterior at its mode in unconstrained coordinates (with Jacobian),
 * with the inverse of the negative Hessian as covariance. Exact for a normal posterior, good where
 * there is much data for each variable, cheap everywhere; {@link LaplaceFit#check} says how good.
 *
 * <p>The mode is found by {@link Lbfgs} and refined by Newton's steps with the Hessian. Tierney and
 * Kadane (1986), "Accurate approximations for posterior moments and marginal densities".
 *
 * @param search for the mode, with Jacobian
 * @param maxNewtonSteps how many steps with the Hessian at most, at least 0
 */
public record Laplace(Lbfgs search, int maxNewtonSteps) {

  private static final int NEWTON_STEPS = 10;

  /** Checks the settings. */
  public Laplace {
    if (!search.jacobian()) {
      throw new IllegalArgumentException(
          "Laplace with a search without Jacobian: the approximation lives in unconstrained"
              + " coordinates, whose density has the Jacobian; use search.withJacobian(true)");
    }
    if (maxNewtonSteps < 0) {
      throw new IllegalArgumentException(
          "maxNewtonSteps = " + maxNewtonSteps + ", expected at least 0");
    }
  }

  /** {@link Lbfgs#defaults()} with Jacobian, and at most 10 Newton steps. */
  public static Laplace defaults() {
    return new Laplace(Lbfgs.defaults().withJacobian(true), NEWTON_STEPS);
  }

  /** With another search for the mode. */
  public Laplace withSearch(Lbfgs search) {
    return new Laplace(search, maxNewtonSteps);
  }

  /** With another number of Newton steps. */
  public Laplace withMaxNewtonSteps(int maxNewtonSteps) {
    return new Laplace(search, maxNewtonSteps);
  }

  /**
   * Approximates a density.
   *
   * @param density a model's, or a function
   * @param seed decides where the search begins
   * @return a fit, also where there is no mode or the density does not curve down from it: {@link
   *     LaplaceFit#fault} says so
   * @throws java.util.concurrent.CancellationException if this thread is interrupted while the
   *     second derivatives are computed; during the search, that is a fault of the fit
   * @throws IllegalArgumentException if no start has a finite density and gradient
   * @throws IllegalStateException if the density's model is bound to minibatches
   */
  public LaplaceFit approximate(LogDensity density, Seed seed) {
    Mode mode = search.mode(density, seed);
    if (mode.ending() == Ending.UNBOUNDED || mode.ending() == Ending.INTERRUPTED) {
      return LaplaceFit.failed(density, mode);
    }
    return Newton.refine(density, mode, maxNewtonSteps);
  }
}
