package org.borch.tensor;

import ai.djl.ndarray.NDArray;

/**
 * The incomplete gamma and beta functions and their inverses, elementwise; arguments broadcast. All
 * have first derivatives in every argument, and none reads a value. They run on the JVM only.
 */
public final class IncompleteMath {

  private IncompleteMath() {}

  /** P(a, x) = ∫_0^x t^(a-1) exp(-t) dt / Γ(a), and 0 for x below 0. */
  public static NDArray gammaP(NDArray a, NDArray x) {
    return HostFunction.value(IncompleteFunction.GAMMA_P, a, x);
  }

  /** Q(a, x) = 1 - P(a, x), without the digits that this loses. */
  public static NDArray gammaQ(NDArray a, NDArray x) {
    return HostFunction.value(IncompleteFunction.GAMMA_Q, a, x);
  }

  /** The x with P(a, x) = p. */
  public static NDArray gammaPInverse(NDArray a, NDArray p) {
    return HostFunction.value(IncompleteFunction.GAMMA_P_INVERSE, a, p);
  }

  /** The x with Q(a, x) = p, also where 1 - p rounds to 1. */
  public static NDArray gammaQInverse(NDArray a, NDArray p) {
    return HostFunction.value(IncompleteFunction.GAMMA_Q_INVERSE, a, p);
  }

  /** I_x(a, b) = ∫_0^x t^(a-1) (1-t)^(b-1) dt / B(a, b); 0 for x below 0, 1 above 1. */
  public static NDArray betaI(NDArray a, NDArray b, NDArray x) {
    return HostFunction.value(IncompleteFunction.BETA_I, a, b, x);
  }

  /** The x with I_x(a, b) = p. */
  public static NDArray betaIInverse(NDArray a, NDArray b, NDArray p) {
    return HostFunction.value(IncompleteFunction.BETA_I_INVERSE, a, b, p);
  }

  /** The smallest count with probability p up to it, of a rate; without derivative. */
  public static NDArray poissonQuantile(NDArray p, NDArray rate) {
    return HostFunction.value(IncompleteFunction.POISSON_QUANTILE, p, rate);
  }

  /** The smallest number of successes with probability p up to it, of n trials; no derivative. */
  public static NDArray binomialQuantile(NDArray p, NDArray n, NDArray probs) {
    return HostFunction.value(IncompleteFunction.BINOMIAL_QUANTILE, p, n, probs);
  }

  /**
   * The smallest number of successes before {@code count} failures with probability p up to it;
   * without derivative.
   */
  public static NDArray negativeBinomialQuantile(NDArray p, NDArray count, NDArray probs) {
    return HostFunction.value(IncompleteFunction.NEGATIVE_BINOMIAL_QUANTILE, p, count, probs);
  }
}
