package org.borch.distributions;

import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;

import ai.djl.ndarray.NDArray;

/**
 * Hurwitz's zeta function, Σ_{k ≥ 0} (a+k)^-s for s above 1 and a above 0, by the formula of Euler
 * and Maclaurin from a + 10 on (Johansson 2015, "Rigorous high-precision computation of the Hurwitz
 * zeta function", equation 5).
 */
final class Zeta {

  private static final int TERMS = 10;

  /** B(2j) / (2j)!. */
  private static final double[] BERNOULLI = {
    1.0 / 12,
    -1.0 / 720,
    1.0 / 30240,
    -1.0 / 1209600,
    1.0 / 47900160,
    -691.0 / 1307674368000.0,
    1.0 / 74724249600.0
  };

  private Zeta() {}

  /** ζ(s, a). */
  static NDArray from(NDArray s, NDArray a) {
    NDArray sum = power(a, s);
    for (int k = 1; k < TERMS; k++) {
      sum = sum.add(power(a.add(k), s));
    }
    NDArray n = a.add(TERMS);
    NDArray last = power(n, s);
    NDArray rest = n.div(s.sub(1)).add(0.5);
    NDArray term = s.div(n);
    for (int j = 0; j < BERNOULLI.length; j++) {
      rest = rest.add(term.mul(BERNOULLI[j]));
      term = term.mul(s.add(2 * j + 1)).mul(s.add(2 * j + 2)).div(n.mul(n));
    }
    return sum.add(last.mul(rest));
  }

  private static NDArray power(NDArray a, NDArray s) {
    return exp(log(a).mul(s).neg());
  }
}
