package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;

/**
 * The quantile of the standard normal distribution, to about 16 digits.
 *
 * <p>Wichura 1988, "Algorithm AS 241: The percentage points of the normal distribution", PPND16;
 * its coefficients rounded to double.
 */
final class NormalQuantile {

  private static final double CENTRE = 0.425;
  private static final double TAIL = 5;
  private static final double LOG_CENTRE = Math.log(0.5 - CENTRE);

  private static final double[] A = {
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227
  };
  private static final double[] B = {
    1.0,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854
  };
  private static final double[] C = {
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414
  };
  private static final double[] D = {
    1.0,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-09
  };
  private static final double[] E = {
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07
  };
  private static final double[] F = {
    1.0,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-05,
    1.421511758316446e-07,
    2.0442631033899397e-15
  };

  private NormalQuantile() {}

  /** x with standard normal probability p below it; infinite at 0 and 1, NaN outside. */
  static NDArray of(NDArray p) {
    NDArray q = p.sub(0.5);
    NDArray isCentral = abs(q).lte(CENTRE);
    NDArray r = square(where(isCentral, q, q.zerosLike())).neg().add(CENTRE * CENTRE);
    NDArray central = q.mul(ratio(A, B, r));
    NDArray tailMass = where(q.lt(0), p, p.neg().add(1));
    NDArray safeMass = where(isCentral, 0.01, tailMass);
    NDArray size = tail(sqrt(log(safeMass).neg()));
    return where(isCentral, central, q.sign().mul(size));
  }

  /**
   * The same for the logarithm of p, at most log(1/2), however small p is: a step of Newton's
   * method mends what Wichura's fit lacks beyond 1e-316.
   */
  static NDArray ofLog(NDArray logP) {
    NDArray isCentral = logP.gte(LOG_CENTRE);
    NDArray q = exp(where(isCentral, logP, LOG_CENTRE)).sub(0.5);
    NDArray central = q.mul(ratio(A, B, square(q).neg().add(CENTRE * CENTRE)));
    NDArray size = tail(sqrt(where(isCentral, LOG_CENTRE, logP).neg()));
    NDArray z = where(isCentral, central, size.neg());
    NDArray logCdf = logNormalCdf(z);
    NDArray logDensity = square(z).mul(-0.5).sub(Stirling.HALF_LOG_TWO_PI);
    return z.add(logP.sub(logCdf).mul(exp(logCdf.sub(logDensity))));
  }

  private static NDArray tail(NDArray r) {
    NDArray isNear = r.lte(TAIL);
    NDArray near = ratio(C, D, where(isNear, r, TAIL).sub(1.6));
    NDArray isFinite = r.lt(Double.POSITIVE_INFINITY);
    NDArray isFar = isFinite.logicalAnd(r.gt(TAIL));
    NDArray far = ratio(E, F, where(isFar, r, TAIL).sub(5));
    return where(isNear, near, where(isFar, far, r)); // r itself where infinite or NaN
  }

  private static NDArray ratio(double[] numerator, double[] denominator, NDArray x) {
    return polynomial(numerator, x).div(polynomial(denominator, x));
  }

  /** Horner's rule; coefficients from the constant up. */
  private static NDArray polynomial(double[] coefficients, NDArray x) {
    NDArray sum = x.mul(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i > 0; i--) {
      sum = sum.add(coefficients[i]).mul(x);
    }
    return sum.add(coefficients[0]);
  }
}
